// The contract suite signs in with user name and password, which makes the node speak JSON-RPC.
process.env.RETURNS_ODOO_JSON_RPC = 'returns';
