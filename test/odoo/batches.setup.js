// The contract suite lets the node make its calls in batches, as an Odoo that was set up with Install Set-up does.
process.env.RETURNS_ODOO_BATCHES = 'yes';
