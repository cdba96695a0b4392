import { z } from 'zod';
import { EffectError } from '../../shared/model';
import { Tax, type InvoiceLine } from '../records/answers';
import type { Odoo } from '../transport/odoo';

const Computed = z.object({ total_excluded: z.number(), total_included: z.number() });
/** Large enough for the share of a tax to be exact. */
const sample = 10_000;

/**
 * What a fee is taxed like, for lines whose taxes include an amount for each piece (an eco tax): a fee is no piece, so it bears only those that are a
 * part of the price. Line id -> a line with these taxes and what they make of a price. Lines without such a tax are left out.
 */
export async function feeTaxes(odoo: Odoo, lines: InvoiceLine[]): Promise<Map<number, InvoiceLine>> {
	const taxes = await odoo.read(
		'account.tax',
		Tax,
		lines.flatMap(({ tax_ids }) => tax_ids),
	);
	const fixed = taxes.filter(({ amount_type }) => amount_type === 'fixed').map(({ id }) => id);
	const like = new Map<number, InvoiceLine>();
	for (const line of lines.filter(({ tax_ids }) => tax_ids.some((tax) => fixed.includes(tax)))) {
		const parts = line.tax_ids.filter((tax) => !fixed.includes(tax));
		const answer = parts.length
			? await odoo.call(
					'account.tax',
					'compute_all',
					{ ids: parts, price_unit: sample, quantity: 1 },
					{ repeatable: true },
				)
			: { total_excluded: sample, total_included: sample };
		const computed = Computed.safeParse(answer);
		if (!computed.success)
			throw new EffectError("Odoo's answer to account.tax.compute_all is not what Odoo 19 sends", {
				category: 'configuration',
				connection: 'odoo',
				advice: 'Set Fees to "Without Tax", or credit the refund by hand in Odoo.',
			});
		like.set(line.id, {
			...line,
			tax_ids: parts,
			price_unit: sample,
			quantity: 1,
			discount: 0,
			price_subtotal: computed.data.total_excluded,
			price_total: computed.data.total_included,
		});
	}
	return like;
}
