/** The one style of all pages: light and dark, from a phone's width up, no script. */
export const style = `
:root{color-scheme:light dark;--ink:light-dark(#1b1d21,#e8e9ec);--soft:light-dark(#5a6068,#a4abb5);--page:light-dark(#f6f7f8,#15171a);--card:light-dark(#fff,#1e2125);--line:light-dark(#d9dce1,#363b42);--link:light-dark(#0b5f58,#6fd0c6);--warn:light-dark(#7a4b00,#f2c26b);--bad:light-dark(#a1121f,#ff8f8f)}
*{box-sizing:border-box}
body{margin:0;background:var(--page);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
a{color:var(--link)}
a:focus-visible,button:focus-visible,input:focus-visible,select:focus-visible,textarea:focus-visible,summary:focus-visible{outline:3px solid var(--link);outline-offset:2px}
header,main{max-width:76rem;margin:0 auto;padding:1rem}
header{display:flex;flex-wrap:wrap;gap:.5rem 1.5rem;align-items:baseline}
header p{margin:0;color:var(--soft)}
nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
nav a[aria-current]{color:var(--ink);font-weight:600;text-decoration:none}
h1{font-size:1.5rem;margin:.25rem 0 1rem}
h2{font-size:1.15rem;margin:1.75rem 0 .5rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(14rem,1fr));gap:1rem}
.card,.notice{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
.card h2{margin:0 0 .25rem}
.card ul{list-style:none;margin:0;padding:0}
.card li{display:flex;justify-content:space-between;gap:1rem}
.notice{border-left:.35rem solid var(--warn);margin:0 0 1rem}
.scroll{overflow-x:auto;background:var(--card);border:1px solid var(--line);border-radius:.5rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem;border-bottom:1px solid var(--line)}
tr:last-child td{border-bottom:0}
th{color:var(--soft);font-weight:600;white-space:nowrap}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.25rem 1rem;margin:0}
dt{color:var(--soft)}
dd{margin:0;overflow-wrap:anywhere}
form.search{display:flex;flex-wrap:wrap;gap:.5rem;margin:0 0 1rem}
input,button{font:inherit;padding:.4rem .75rem;border:1px solid var(--soft);border-radius:.4rem;background:var(--card);color:var(--ink)}
button{cursor:pointer;white-space:nowrap}
td a{white-space:nowrap}
form.inline{display:inline}
form.fields{display:grid;gap:.75rem;max-width:40rem}
.field{display:grid;gap:.2rem}
.field label{font-weight:600}
small{color:var(--soft);font-size:.9rem}
select,textarea{font:inherit;padding:.4rem .5rem;border:1px solid var(--soft);border-radius:.4rem;background:var(--card);color:var(--ink);max-width:100%}
.field input,textarea{width:100%}
fieldset{border:1px solid var(--line);border-radius:.5rem;padding:.5rem .75rem;margin:0;min-width:0;display:grid;gap:.75rem}
fieldset.field{border:0;padding:0;gap:.2rem}
legend{font-weight:600}
.checks{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
.checks input{width:auto}
.checks label{font-weight:400}
form.fields button{justify-self:start;background:var(--link);color:var(--card);border-color:var(--link)}
details{background:var(--card);border:1px solid var(--line);border-radius:.5rem;padding:.5rem 1rem;margin:0 0 .5rem}
details[open]{padding-bottom:1rem}
summary{cursor:pointer;color:var(--link);overflow-wrap:anywhere}
.chart{width:100%;max-width:40rem;height:auto;margin:.5rem 0}
.chart text{fill:var(--ink);font-size:14px}
.chart rect{fill:var(--link)}
.light{white-space:nowrap;font-weight:600}
.light.ok{color:var(--link)}
.light.look{color:var(--warn)}
.light.mend{color:var(--bad)}
.alarm{border-left-color:var(--bad)}
.done{border-left-color:var(--link)}
section>.card+.card,dl+.card,dl+.notice,dl+.scroll{margin-top:1rem}
h3{font-size:1.05rem;margin:0 0 .5rem}
dl+details,.card+details,.scroll+details{margin-top:1rem}
.alarm p{margin:.25rem 0 0}
@media (max-width:40rem){dl{grid-template-columns:1fr}dt{margin-top:.5rem}}
`.trim();
