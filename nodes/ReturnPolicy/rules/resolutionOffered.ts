import type { resolutions } from '../../shared/model';
import { choosing } from './book/choose';
import { lower } from '../../shared/policy/texts';
import type { AskedLine, LineRule } from './rule';

type Resolution = (typeof resolutions)[number];

const called: Record<Resolution, string> = {
	money: 'money',
	store_credit: 'store credit',
	exchange: 'an exchange',
	replacement: 'a replacement',
	repair: 'a repair',
};

/** What the customer asks for is among what the book offers for the line; else a person decides. */
export const resolutionOffered: LineRule = {
	id: 'resolution',
	compile: ({ book }) => {
		const resolutionOf = choosing(book?.resolutions);
		if (!resolutionOf) return undefined;
		return (one, asked) => {
			const row = resolutionOf(one, asked);
			const wanted = wantedOf(one, asked.case.refundTo);
			if (!row || wanted.some((way) => row.offered.includes(way))) return undefined;
			const [is, limit] = [called[wanted[0]], row.offered.map((way) => called[way]).join(', ')];
			return {
				code: 'resolution_not_offered',
				effect: 'review',
				row: row.name,
				message: `${one.name}: the customer asks for ${is}; offered is ${limit} (rule "${row.name}").`,
				compared: { what: 'what the customer gets', is, limit },
			};
		};
	},
};

/** The same goods anew are a replacement, and an exchange too. Who has not chosen gets money. */
function wantedOf({ line: { exchangeFor }, sku }: AskedLine, refundTo: string | undefined): Resolution[] {
	if (exchangeFor) return lower(exchangeFor.sku) === sku ? ['replacement', 'exchange'] : ['exchange'];
	return [refundTo === 'store_credit' ? 'store_credit' : 'money'];
}
