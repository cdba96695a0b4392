import fc from 'fast-check';
import { assertCardsTake, sharesOfCards, type CardPaid } from '../../nodes/OdooReturns/register/credits';
import type { PosLine } from '../../nodes/OdooReturns/records/answers';

/* What cards had paid goes back on them, worked out; a real register's books are in test/odoo/registerCredit.test.ts. */

const paid = (amount: number, back = 0, expires?: string): CardPaid => ({
	line: { id: amount, full_product_name: 'Gift Card' } as PosLine,
	kind: 'gift_card',
	amount,
	back,
	points: amount / 100,
	card: { id: 7, program_id: { id: 1, name: 'Cards' }, program_type: 'gift_card', expiration_date: expires },
});
const amounts = (owed: number, cards: CardPaid[], money: number) =>
	sharesOfCards(owed, cards, money).map(({ amount }) => amount);

it.each([
	['half of it', 6000, [paid(6000)], 6000, [3000]],
	['all that is left', 6000, [paid(6000, 3000)], 3000, [3000]],
	['all of it, when nothing else paid', 6000, [paid(12000)], 0, [6000]],
	['two cards', 6000, [paid(2000), paid(4000)], 6000, [1000, 2000]],
	['a card that has got everything back', 3000, [paid(6000, 6000)], 6000, []],
	['no card', 3000, [], 6000, []],
	['no more than a card paid, where goods are owed for more than was paid', 7000, [paid(6000)], 0, [6000]],
])('a card gets %s', (_, owed, cards, money, shares) => {
	expect(amounts(owed, cards, money)).toEqual(shares);
});

it('piece by piece no card and nobody gets more than was paid, and together it is all of it', () => {
	fc.assert(
		fc.property(
			fc.array(fc.integer({ min: 1, max: 9_999 }), { minLength: 1, maxLength: 3 }),
			fc.integer({ min: 0, max: 9_999 }),
			fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 5 }),
			(cards, money, pieces) => {
				const all = cards.reduce((sum, one) => sum + one, money);
				const weight = pieces.reduce((sum, one) => sum + one);
				const left = { cards: cards.map((amount) => paid(amount)), money, owed: all };
				pieces.forEach((piece, index) => {
					const owed = index === pieces.length - 1 ? left.owed : Math.floor((all * piece) / weight);
					const shares = sharesOfCards(owed, left.cards, left.money);
					for (const { paid: card, amount } of shares) left.cards[left.cards.indexOf(card)].back += amount;
					left.money -= owed - shares.reduce((sum, { amount }) => sum + amount, 0);
					left.owed -= owed;
					expect(left.money).toBeGreaterThanOrEqual(0);
					for (const { amount, back } of left.cards) expect(back).toBeLessThanOrEqual(amount);
				});
				expect([left.money, ...left.cards.map(({ amount, back }) => amount - back)].every((rest) => rest === 0)).toBe(
					true,
				);
			},
		),
	);
});

it('a card that has expired, or that Odoo does not name, takes nothing, and that is said before anything is given', () => {
	const share = (card: CardPaid) => [{ paid: card, amount: 100 }];
	expect(() => assertCardsTake(share(paid(100, 0, '2026-11-29')), '2026-11-30')).toThrow(/has expired on 2026-11-29/);
	assertCardsTake(share(paid(100, 0, '2026-11-30')), '2026-11-30');
	expect(() => assertCardsTake(share({ ...paid(100), card: undefined }), '2026-11-30')).toThrow(
		'Which card paid line "Gift Card" of the receipt is not known in Odoo',
	);
});
