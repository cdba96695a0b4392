import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { PolicySettings } from '../../nodes/shared/model';
import { caseOf, eur, inspectedFirst } from './cases';

const proof = { note: 'Left sleeve torn', evidence: 'https://pictures.example.com/88' };
type Looked = {
	line?: string;
	sku?: string;
	quantity: number;
	destination: string;
	condition?: string;
	note?: string;
	evidence?: string;
};

/** The request for two T-shirts at 21.60 and a mug at 15.00, approved and inspected as said, one inspection for each group. */
function looked(groups: Looked[][], changes: object = {}) {
	const base = caseOf(changes);
	const seen = (id: string) =>
		groups.flat().reduce((sum, one) => sum + (one.line === id || one.sku === id ? one.quantity : 0), 0);
	return PolicyCase.parse({
		...base,
		authorization: 'approved',
		lines: base.lines.map((line) => ({
			...line,
			sku: line.id.toUpperCase(),
			quantities: {
				approved: line.quantity,
				received: line.quantity,
				inspected: { restock: seen(line.id) + seen(line.id.toUpperCase()) },
			},
		})),
		inspections: groups.map((lines, index) => ({ id: `check ${index + 1}`, lines })),
		...changes,
	});
}
const policy = (more: object) => PolicySettings.parse({ ...inspectedFirst, ...more });
const torn = (quantity = 1): Looked => ({
	line: 'l1',
	quantity,
	destination: 'quarantine',
	condition: 'Worn',
	...proof,
});

it.each([
	['nothing without rules', {}, 2160, []],
	['a part', { 'quarantine worn': '30 %' }, 1512, [648]],
	['an amount', { quarantine: '10.00' }, 1160, [1000]],
	['an amount above the worth: the worth', { quarantine: '99.00' }, undefined, [2160]],
	['more than all of it: all of it', { quarantine: '100 %' }, undefined, [2160]],
	['the rule with the condition before the one without', { quarantine: 'all', 'quarantine worn': '5.00' }, 1660, [500]],
	[
		'none for a condition, although the destination takes all',
		{ quarantine: 'all', 'quarantine worn': 'none' },
		2160,
		[],
	],
	['a rule of another destination or condition', { scrap: 'all', 'quarantine torn': 'all' }, 2160, []],
	['a condition however it is written', { 'quarantine  WORN': '5.00' }, 1660, [500]],
	['an amount that the currency does not have', { quarantine: '10.001' }, 2160, []],
])('takes %s', (_what, deductions, total, amounts) => {
	const { taken, result } = worked(looked([[torn()]]), { deductions });
	expect(taken).toEqual(amounts);
	expect(result.total?.amount).toBe(total);
	if (total === undefined)
		expect(result).toMatchObject({
			nothingDue: true,
			intents: [],
			refused: { message: expect.stringContaining('leaves nothing to pay') },
		});
});

function worked(input: PolicyCase, settings: object) {
	const result = calculateRefund(input, policy(settings));
	return { result, taken: (result.deductions ?? []).map(({ amount }) => amount.amount) };
}

it('names the deduction and its reason in the refund, for the customer', () => {
	const { result } = worked(looked([[torn()]]), { deductions: { quarantine: '30 %' }, confirmDeductions: true });
	expect(result).toMatchObject({ confirm: true, deductions: [{ inspection: 'check 1', quantity: 1, ...proof }] });
	expect(result.intent?.breakdown).toEqual([
		{ kind: 'line', line: 'l1', quantity: 1, amount: eur(1800), description: '1 x T-shirt' },
		{ kind: 'tax', line: 'l1', amount: eur(360), description: 'Tax on T-shirt' },
		{
			kind: 'fee',
			name: 'deduction',
			line: 'l1',
			amount: eur(-648),
			description:
				'Deduction of 6.48 EUR for 1 x T-shirt (quarantine, Worn): Left sleeve torn. See https://pictures.example.com/88',
		},
	]);
});

it.each([
	['no note', { note: ' ' }, {}, {}, 'no note'],
	['no evidence', { evidence: undefined }, {}, {}, 'no evidence'],
	['a withdrawal', {}, { withdrawal: true }, {}, 'withdrawn'],
	[
		'a withdrawal without evidence',
		{ evidence: '' },
		{ withdrawal: true },
		{ deductFromWithdrawals: true },
		'no evidence',
	],
])('takes nothing of %s, and says so', (_what, line, changes, settings, why) => {
	const { result, taken } = worked(looked([[{ ...torn(), ...line }]], changes), {
		deductions: { quarantine: 'all' },
		...settings,
	});
	expect(taken).toEqual([]);
	// Of a withdrawal what was received is paid, inspected or not.
	const total = 'withdrawal' in changes ? 6420 : 2160;
	expect(result).toMatchObject({ total: eur(total), waived: [expect.stringContaining(why)] });
	expect(result.confirm).toBeUndefined();
});

it('takes of a withdrawal when the brand says so and there is evidence', () => {
	const settings = { deductions: { quarantine: '10.00' }, deductFromWithdrawals: true };
	expect(worked(looked([[torn()]], { withdrawal: true }), settings).taken).toEqual([1000]);
});

it('looks at each piece as it was inspected: parcels one by one give what all at once give', () => {
	const good: Looked = { sku: 'L1', quantity: 1, destination: 'restock', condition: 'as new' };
	const settings = { deductions: { quarantine: '10.00' } };
	const first = worked(looked([[good]]), settings);
	expect([first.taken, first.result.total]).toEqual([[], eur(2160)]);
	const second = worked(
		looked([[good], [torn()]], { refunds: first.result.intents.map((intent) => ({ intent, state: 'succeeded' })) }),
		settings,
	);
	expect([second.taken, second.result.total]).toEqual([[1000], eur(1160)]);
	expect(worked(looked([[good], [torn()]]), settings).result.total).toEqual(eur(3320));
});

it('takes no amount in an order of another currency than the policy', () => {
	const settings = { currency: 'USD', deductions: { quarantine: '10.00' } };
	expect(worked(looked([[torn()]]), settings).taken).toEqual([]);
	expect(worked(looked([[torn()]]), { ...settings, deductions: { quarantine: '50 %' } }).taken).toEqual([1080]);
});

it('takes no more than the restocking fee leaves of a piece', () => {
	const { result, taken } = worked(looked([[torn()], [{ line: 'l2', quantity: 1, destination: 'restock' }]]), {
		restockingFeeBasisPoints: 1000,
		deductions: { quarantine: 'all' },
	});
	expect([taken, result.total]).toEqual([[1944], eur(1350)]);
});
