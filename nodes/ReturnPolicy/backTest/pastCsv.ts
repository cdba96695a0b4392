import { addTo, fromDecimal, readCsv } from '../../shared/model';
import { invalidInput } from '../../shared/model/effectError';

const needed = ['reference', 'opened_at', 'sku', 'quantity', 'price', 'currency'];

/**
 * Reads past returns out of a CSV: a line of text for each line of a return, with the names of the columns first (docs/nodes/return-policy.md). Lines of one
 * reference are one return. Amounts are decimals; `price` and `tax` are of all the pieces. Throws EffectError that names the line.
 */
export function casesOfCsv(text: string): object[] {
	const [head = [], ...rows] = readCsv(text).filter((one) => one.some((value) => value.trim()));
	const names = head.map((name) => name.trim().toLowerCase());
	const missing = needed.filter((name) => !names.includes(name));
	if (missing.length)
		throw invalidInput(
			`The CSV has no column ${missing.join(', ')}`,
			`Give it a first line with the names of its columns: ${needed.join(', ')} and others.`,
			'csv',
		);
	const cases = new Map<string, Array<Record<string, string>>>();
	for (const [at, row] of rows.entries()) {
		const fields = Object.fromEntries(names.map((name, column) => [name, (row[column] ?? '').trim()]));
		const empty = needed.find((name) => !fields[name]);
		if (empty) throw wrong(at, `${empty} is blank`);
		addTo(cases, fields.reference, { ...fields, at: String(at) });
	}
	return [...cases.values()].map(caseOf);
}

function caseOf(rows: Array<Record<string, string>>): object {
	const [first] = rows;
	const { currency, country } = first;
	const money = (text: string, row: Record<string, string>) => {
		try {
			return fromDecimal(text || '0', currency);
		} catch (error) {
			throw wrong(Number(row.at), (error as Error).message);
		}
	};
	const sold = rows.map((row, at) => ({
		id: `o${at + 1}`,
		sku: row.sku,
		title: row.title || row.sku,
		quantity: Math.max(Number(row.quantity), Number(row.bought || row.quantity)),
		subtotal: money(row.price, row),
		tax: money(row.tax ?? '', row),
		finalSale: isYes(row.final_sale),
		...(row.category && { category: row.category }),
		...(row.delivered_at && { deliveredAt: row.delivered_at }),
	}));
	const paid = sold.reduce((sum, { subtotal, tax }) => sum + subtotal.amount + tax.amount, 0);
	const captured = { amount: paid, currency };
	const address = country && { name: '', street1: '', city: '', postalCode: first.postal_code ?? '', country };
	return {
		reference: first.reference,
		openedAt: first.opened_at,
		...(first.channel && { channel: first.channel }),
		...(isYes(first.withdrawal) && { withdrawal: true }),
		customer: { ...(first.email && { email: first.email }), ...(address && { address }) },
		lines: rows.map((row, at) => ({
			id: `l${at + 1}`,
			orderLineId: `o${at + 1}`,
			sku: row.sku,
			title: row.title || row.sku,
			quantity: Number(row.quantity),
			...(row.reason && { reason: row.reason }),
			...(row.condition && { condition: row.condition }),
		})),
		order: {
			number: first.order || first.reference,
			currency,
			...(first.placed_at && { placedAt: first.placed_at }),
			lines: sold,
			payments: [{ id: 'p1', processor: 'stripe', captured, refunded: { amount: 0, currency }, refundable: captured }],
		},
		decision: { given: { ...(first.tier && { tier: first.tier }), asOf: first.opened_at, timeZone: 'UTC' } },
	};
}

function isYes(text: string | undefined): boolean {
	return ['yes', 'true', '1'].includes((text ?? '').toLowerCase());
}

function wrong(row: number, what: string) {
	return invalidInput(`Line ${row + 2} of the CSV: ${what}`, 'Correct the line, or leave it out.', 'csv');
}
