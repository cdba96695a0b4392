import { supersededAmong } from '../../nodes/OdooReturns/sale/superseded';

/* Invoices that were reversed and made anew; Odoo's own Reverse and Create Invoice is in test/odoo/billedInParts.test.ts. */

it.each([
	['one that stands', [{ id: 1, reversed: false, orderLines: [1] }], []],
	['one that was reversed, and nothing came after it', [{ id: 1, reversed: true, orderLines: [1] }], []],
	[
		'one that was made anew',
		[
			{ id: 1, reversed: true, orderLines: [1, 2] },
			{ id: 3, reversed: false, orderLines: [1, 2, 5] },
		],
		[1],
	],
	[
		'one that was made anew twice',
		[
			{ id: 1, reversed: true, orderLines: [1] },
			{ id: 3, reversed: true, orderLines: [1] },
			{ id: 5, reversed: false, orderLines: [1] },
		],
		[1, 3],
	],
	[
		'one of which a later one bills a part',
		[
			{ id: 1, reversed: true, orderLines: [1, 2] },
			{ id: 3, reversed: false, orderLines: [2] },
		],
		[],
	],
	[
		'one that came after',
		[
			{ id: 1, reversed: false, orderLines: [1] },
			{ id: 3, reversed: true, orderLines: [1] },
		],
		[],
	],
	[
		'one of no order line',
		[
			{ id: 1, reversed: true, orderLines: [] },
			{ id: 3, reversed: false, orderLines: [1] },
		],
		[],
	],
])('%s', (_, invoices, gone) => {
	expect(supersededAmong(invoices)).toEqual(gone);
});
