import { checkPolicy } from '../../nodes/shared/policy/check/check';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { starterPolicy, starters } from '../../nodes/ReturnPolicy/starters/starters';
import { PolicyFacts } from '../../nodes/shared/model';
import { caseOf, orderOf } from './cases';

const names = Object.keys(starters);

it('there is one for each kind of shop', () => {
	expect(names.sort()).toEqual(['crossBorder', 'electronics', 'euConsumer', 'fashion', 'marketplace']);
});

it.each(names)('%s: every rule counts, and none is below the law, in every currency', (name) => {
	for (const currency of ['EUR', 'JPY', 'KWD'])
		expect([currency, checkPolicy(starterPolicy(starters[name], currency)).findings]).toEqual([currency, []]);
});

it.each(names)('%s: approves an ordinary return', (name) => {
	const address = { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country: 'DE' };
	const lines = orderOf().lines.map((line) => ({ ...line, category: 'Apparel', serials: ['S1', 'S2'] }));
	const decision = decide({
		case: caseOf({
			customer: { address },
			order: orderOf({ lines }),
			lines: caseOf().lines.map((line) => ({ ...line, serials: ['S1'] })),
		}),
		policy: starterPolicy(starters[name], 'EUR'),
		timeZone: 'UTC',
		asOf: '2026-11-17T10:00:00.000Z',
		facts: PolicyFacts.parse({ history: [], score: 0 }),
	});
	expect([decision.outcome, decision.reasons.map(({ code }) => code)]).toEqual(['approve', ['within_policy']]);
});

it('crossBorder: duties of a customer overseas go back without a person', () => {
	const address = { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country: 'US' };
	const duties = { amount: 300, currency: 'EUR' };
	const decision = decide({
		case: caseOf({ customer: { address }, order: orderOf({ duties }) }),
		policy: starterPolicy(starters.crossBorder, 'EUR'),
		timeZone: 'UTC',
		asOf: '2026-11-17T10:00:00.000Z',
		facts: PolicyFacts.parse({ history: [] }),
	});
	expect([decision.outcome, decision.offers?.map((offer) => offer.duties)]).toEqual([
		'approve',
		['refunded', 'refunded'],
	]);
});
