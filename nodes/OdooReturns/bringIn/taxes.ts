import { z } from 'zod';
import { format, fromNumber, type Money } from '../../shared/model';
import { id, text } from '../records/answers/fields';
import { refused } from './channelOrder';

/** A tax on sales as Odoo has it; `amount`: percent. */
export const SalesTax = z.object({
	id,
	name: z.string(),
	amount: z.number(),
	amount_type: text,
	price_include: z.boolean(),
});
export type SalesTax = z.infer<typeof SalesTax>;

/** Which taxes of Odoo stand for a rate of the channel. */
export const TaxChoice = z.object({
	/** Percent. */
	rate: z.number().nonnegative(),
	taxes: z.array(z.number().int().positive()),
});
export type TaxChoice = z.infer<typeof TaxChoice>;

/** What is to be taxed. Amounts in minor units. */
export interface Taxable {
	/** Of a line, as people know it. */
	name: string;
	net: number;
	tax: number;
	currency: string;
	/** Taxes of its product. */
	usual: number[];
}

/** Taxes that a line gets. */
export interface ChosenTaxes {
	taxes: SalesTax[];
	/** Whether its price contains them. */
	included: boolean;
}

interface Candidate extends ChosenTaxes {
	rate: number;
	/** Minor units between what it comes to and the tax of the channel. */
	off: number;
}

/**
 * Chooses for each line the taxes of Odoo that come to its tax: those of its product when they fit, else the only ones of that rate. Channels
 * say what a tax came to, and of a small amount several rates may be meant: then it is one that a larger line of the order has. Pure; throws
 * EffectError when none fits, or several do.
 */
export function chooseTaxes(
	lines: Taxable[],
	{ known, choices, taxesIncluded }: { known: SalesTax[]; choices: TaxChoice[]; taxesIncluded: boolean },
): ChosenTaxes[] {
	const percent = known.filter(({ amount_type }) => amount_type === 'percent');
	const sets = [
		...choices.map(({ taxes }) => taxes),
		...percent.filter(({ amount }) => amount > 0).map((one) => [one.id]),
	];
	const setOf = (ids: number[]) => percent.filter((one) => ids.includes(one.id));
	const candidatesOf = (line: Taxable): { usual?: Candidate; all: Candidate[] } => {
		const fitting = (ids: number[]) => candidate(line, setOf(ids), ids);
		return { usual: fitting(line.usual), all: sets.flatMap((ids) => fitting(ids) ?? []) };
	};
	const chosen = choices.map(({ rate, taxes }) => ({ rate, taxes: setOf(taxes) }));
	const settled = new Set<number>();
	const order = lines
		.map((line, index) => ({ line, index }))
		.sort((a, b) => Math.abs(b.line.net) - Math.abs(a.line.net));
	const result: ChosenTaxes[] = [];
	for (const { line, index } of order) {
		if (!line.tax) {
			const free = choices.find(({ rate }) => rate === 0);
			const own = setOf(line.usual);
			const isFree = own.length > 0 && own.every(({ amount }) => amount === 0);
			const taxes = free ? setOf(free.taxes) : isFree || (!line.net && own.length === line.usual.length) ? own : [];
			result[index] = { taxes, included: taxes.some(({ price_include }) => price_include) };
			continue;
		}
		const { usual, all } = candidatesOf(line);
		const rates = [...new Set([...(usual ? [usual] : []), ...all].map(({ rate }) => rate))];
		const nearest = (of: Candidate[]) => [...of].sort((a, b) => a.off - b.off)[0];
		const rate =
			rates.length === 1
				? rates[0]
				: (rates.find((one) => settled.has(one)) ??
					(usual && usual.off <= 0.5 ? usual.rate : undefined) ??
					nearest(all)?.rate ??
					usual?.rate);
		if (rate === undefined) throw noTax(line);
		settled.add(rate);
		result[index] = pick(line, rate, { usual, all, chosen, taxesIncluded });
	}
	return result;
}

/** Taxes on a line, when they come to its tax within a unit; undefined: they do not, or are no taxes that this can count with. */
function candidate({ net, tax }: Taxable, taxes: SalesTax[], ids: number[]): Candidate | undefined {
	const [first] = taxes;
	if (!first || taxes.length !== ids.length) return undefined;
	if (taxes.some(({ price_include }) => price_include !== first.price_include)) return undefined;
	const rate = Number(taxes.reduce((all, { amount }) => all + amount, 0).toFixed(6));
	const off = Math.abs((net * rate) / 100 - tax);
	return off <= 1 + 1e-9 ? { taxes, rate, included: first.price_include, off } : undefined;
}

function pick(
	line: Taxable,
	rate: number,
	{
		usual,
		all,
		chosen,
		taxesIncluded,
	}: {
		usual?: Candidate;
		all: Candidate[];
		chosen: Array<{ rate: number; taxes: SalesTax[] }>;
		taxesIncluded: boolean;
	},
): ChosenTaxes {
	const named = chosen.find((one) => Math.abs(one.rate - rate) < 1e-6 && one.taxes.length);
	if (named) return { taxes: named.taxes, included: named.taxes[0].price_include };
	if (usual?.rate === rate) return usual;
	const same = all.filter((one) => one.rate === rate);
	// Prices as the channel has them, when Odoo has such a tax.
	const fitting = same.some(({ included }) => included === taxesIncluded)
		? same.filter(({ included }) => included === taxesIncluded)
		: same;
	if (fitting.length === 1) return fitting[0];
	throw refused(
		`Odoo has several sales taxes of ${rate} %: ${fitting.map(({ taxes }) => taxes.map(({ name }) => name).join(' + ')).join(', ')}`,
		`Choose one for ${line.name}: give the product its sales tax in Odoo, or name it in Taxes, e.g. [{ "rate": ${rate}, "taxes": [${fitting[0].taxes[0].id}] }].`,
		'taxes',
	);
}

function noTax({ name, net, tax, currency }: Taxable): Error {
	const of = (amount: number): Money => ({ amount, currency });
	const rate = net ? ((tax / net) * 100).toFixed(1) : '?';
	return refused(
		`Odoo has no sales tax that makes ${format(of(tax))} of ${format(of(net))} (${name}, about ${rate} %)`,
		'Make it in Odoo (Invoicing > Configuration > Taxes, type Sales, percentage of the price), or name the taxes that make it up in Taxes.',
		'taxes',
	);
}

/** What a line comes to in Odoo, which rounds each tax of a line, in minor units. `gross`: with the tax of the channel. */
export function odooGross({ net, gross }: { net: number; gross: number }, { taxes, included }: ChosenTaxes): number {
	if (included) return gross;
	// Whole units, half away from zero.
	return taxes.reduce((all, { amount }) => all + fromNumber((net * amount) / 100, 'JPY').amount, net);
}
