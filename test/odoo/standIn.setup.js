// The contract suite takes the stand-in when no real Odoo is named.
for (const name of ['URL', 'DB', 'KEY', 'NODE_KEY']) delete process.env[`RETURNS_ODOO_${name}`];
