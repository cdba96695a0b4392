import { z } from 'zod';

/** By what a return is told to be of a brand. */
export const brandMarks = ['shop', 'sales_channel', 'company', 'tag'] as const;

/** One row of the setting: returns with this mark are of this brand. */
export const BrandRow = z
	.object({
		by: z.enum(brandMarks),
		/** As the shop calls it; capitals do not matter. Of a shop: its domain, or what stands before `.myshopify.com`. */
		value: z.string().trim().min(1),
		brand: z.string().trim().min(1),
	})
	.strict();
export type BrandRow = z.infer<typeof BrandRow>;

/** What is known of a return when its case is opened. */
export interface BrandFacts {
	shop?: string;
	/** By all the names that the channel goes by. */
	salesChannels?: string[];
	/** The company that has bought. */
	company?: string;
	/** Of the order. */
	tags?: string[];
}

/** The brand of a return, by the first row that fits; undefined: no row does. Pure. */
export function brandOf(facts: BrandFacts, { brands = [] }: { brands?: BrandRow[] }): string | undefined {
	return brands.find(({ by, value }) => marksOf(facts, by).includes(plain(value, by)))?.brand;
}

/** Whether the brand of a return depends on its order, which a message of the shop does not carry. */
export function needsOrder({ brands = [] }: { brands?: BrandRow[] }): boolean {
	return brands.some(({ by }) => by !== 'shop');
}

function marksOf({ shop, salesChannels, company, tags }: BrandFacts, by: BrandRow['by']): string[] {
	const marks = { shop: [shop], sales_channel: salesChannels ?? [], company: [company], tag: tags ?? [] }[by];
	return marks.flatMap((mark) => (mark?.trim() ? [plain(mark, by)] : []));
}

function plain(mark: string, by: BrandRow['by']): string {
	const text = mark.normalize('NFKC').trim().toLowerCase();
	return by === 'shop' ? text.replace(/^https?:\/\//, '').replace(/\.myshopify\.com\/?$/, '') : text;
}
