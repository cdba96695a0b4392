const decoded = (text: string) =>
	text
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&#39;/g, "'")
		.replace(/&amp;/g, '&');
const attribute = (tag: string, name: string) => {
	const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
	return found === undefined ? undefined : decoded(found);
};

/** What stands in a tag; a quoted value may have a > in it. */
const inside = '(?:"[^"]*"|[^">])*';

/** What a browser would send of a page's first form that is posted, by the names of the fields, when nobody changes it. */
export function formOf(html: string): Record<string, string> {
	const form = /<form method="post"[^>]*>(.*?)<\/form>/s.exec(html)?.[1] ?? '';
	const sent: Record<string, string> = {};
	for (const [tag] of form.matchAll(new RegExp(`<input ${inside}>`, 'g'))) {
		const name = attribute(tag, 'name');
		if (!name || (/type="checkbox"/.test(tag) && !/ checked/.test(tag))) continue;
		sent[name] = attribute(tag, 'value') ?? '';
	}
	for (const [, tag, content] of form.matchAll(new RegExp(`(<textarea ${inside}>)(.*?)</textarea>`, 'gs')))
		sent[attribute(tag, 'name')!] = decoded(content);
	for (const [, tag, options] of form.matchAll(new RegExp(`(<select ${inside}>)(.*?)</select>`, 'gs'))) {
		const all = [...options.matchAll(new RegExp(`<option ${inside}>`, 'g'))].map(([one]) => one);
		const chosen = all.find((one) => / selected/.test(one)) ?? all[0];
		sent[attribute(tag, 'name')!] = attribute(chosen, 'value') ?? '';
	}
	return sent;
}
