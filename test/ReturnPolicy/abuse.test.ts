import { assessAbuse } from '../../nodes/ReturnPolicy/abuse/assess';
import { AbuseFacts } from '../../nodes/ReturnPolicy/input/abuseFacts';
import { checkPolicy } from '../../nodes/shared/policy/check/check';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { policyHash } from '../../nodes/shared/policy/policyHash';
import { Policy, PolicyFacts } from '../../nodes/shared/model';
import { caseOf, eur, orderOf } from './cases';

const asOf = '2026-11-17T10:00:00.000Z';
const policyOf = (book: object) => Policy.parse({ book: { currency: 'EUR', ...book } });
/** One sign, named as its kind is. */
const sign = (signal: string, full: number, more: object = {}) => ({ name: signal, signal, points: 40, full, ...more });
const assessed = (book: object, facts: object = {}, changes: object = {}) =>
	assessAbuse({
		case: caseOf(changes),
		policy: policyOf(book),
		timeZone: 'Europe/Paris',
		asOf,
		facts: AbuseFacts.parse(facts),
	});
const past = (reference: string, changes: object = {}) => ({
	reference,
	openedAt: '2026-10-01T10:00:00Z',
	pieces: 2,
	value: eur(5_000),
	reasons: ['unwanted'],
	...changes,
});
/** The request with other facts of its T-shirts. */
const shirts = (line: object, sold: object = {}) => ({
	lines: caseOf().lines.map((one, at) => (at ? one : { ...one, ...line })),
	order: orderOf({ lines: orderOf().lines.map((one, at) => (at ? one : { ...one, ...sold })) }),
});

describe('a sign of abuse', () => {
	it.each<[string, object, object, object, number, string, string[]]>([
		[
			'the rate of return',
			sign('return_rate', 80, { upTo: 40 }),
			{ history: [past('RMA-A'), past('RMA-B', { pieces: 1 })], boughtPieces: 10 },
			{},
			20,
			'6 of 10 pieces that were bought came back within 365 days (60 %).',
			['RMA-A', 'RMA-B'],
		],
		[
			'the value',
			sign('returned_value', 10_820),
			{ history: [past('RMA-A')] },
			{},
			40,
			'Goods worth 108.20 EUR came back within 365 days.',
			['RMA-A'],
		],
		[
			'reasons',
			sign('reasons', 3, { counted: ['Arrived Empty'], upTo: 1, period: 'lifetime' }),
			{ history: [past('RMA-A', { reasons: ['ARRIVED_EMPTY'] }), past('RMA-B')] },
			shirts({ reason: 'arrived-empty' }),
			20,
			'2 returns ever were asked for for such reasons (arrived empty).',
			['RMA-A', 'RMA-7K2M9QX4TB'],
		],
		[
			'claims of not received',
			sign('not_received', 2),
			{ history: [past('RMA-A', { reasons: ['NOT_RECEIVED'] }), past('RMA-B', { reasons: ['never arrived'] })] },
			{},
			40,
			'2 returns within 365 days were asked for because nothing was received.',
			['RMA-A', 'RMA-B'],
		],
		[
			'a serial number that was not sold',
			sign('serial_mismatch', 1),
			{},
			{
				...shirts({ serials: ['s1'] }, { serials: ['S1', 'S2'] }),
				inspections: [{ id: 'i', lines: [{ line: 'l1', quantity: 1, destination: 'quarantine', serials: ['S9'] }] }],
			},
			40,
			'1 serial numbers or lots are not among what was sold.',
			['S9'],
		],
		[
			'an empty box',
			sign('empty_box', 90, { upTo: 10 }),
			{ measuredWeight: 500, expectedWeight: 1_000 },
			{},
			20,
			'The parcel weighs 500 g, its goods 1000 g (50 % less).',
			['500 g of 1000 g'],
		],
		[
			'linked customers',
			sign('linked', 2),
			{ linked: [{ by: 'address', reference: 'RMA-X' }] },
			{},
			20,
			'1 returns of others that were held share an address, a payment or the like.',
			['RMA-X (address)'],
		],
	])(
		'%s gives its points in proportion, and says where it is seen',
		(_what, row, facts, changes, points, message, evidence) => {
			const name = (row as { name: string }).name;
			expect(assessed({ signals: [row] }, facts, changes)).toMatchObject({
				score: points,
				hold: false,
				signals: [{ rule: name, signal: name, points, of: 40, message, evidence }],
				unknown: [],
			});
		},
	);

	it.each(['return_rate', 'returned_value', 'reasons', 'not_received', 'serial_mismatch', 'empty_box', 'linked'])(
		'%s that nobody could look for gives none, and that is said',
		(signal) => {
			expect(assessed({ signals: [sign(signal, 1)] })).toMatchObject({
				score: 0,
				signals: [],
				unknown: [{ rule: signal, message: expect.stringMatching(/./) as string }],
			});
		},
	);

	it('counts a period only, and not the return itself', () => {
		const history = [past('RMA-7K2M9QX4TB'), past('RMA-OLD', { openedAt: '2026-01-01T10:00:00Z' }), past('RMA-A')];
		const rate = (period: string) =>
			assessed({ signals: [sign('return_rate', 100, { period })] }, { history, boughtPieces: 100 }).signals[0].message;
		expect(rate('month')).toContain('3 of 100');
		expect(rate('year')).toContain('7 of 100');
	});

	it('asks only for goods that it is for', () => {
		const signals = [sign('linked', 1, { skus: ['PHONE-*'] })];
		const facts = { linked: [{ by: 'payment', reference: 'RMA-X' }] };
		expect(assessed({ signals }, facts)).toMatchObject({ score: 0, signals: [], unknown: [] });
	});

	it('takes amounts in the currency of the policy only', () => {
		const facts = { history: [past('RMA-A', { value: { amount: 1, currency: 'USD' } })] };
		expect(assessed({ signals: [sign('returned_value', 1)] }, facts).unknown).toEqual([
			{ rule: 'returned_value', message: '"returned_value": not all amounts are in EUR.' },
		]);
	});

	it('the score is no more than 100', () => {
		const signals = [1, 2, 3].map((at) => sign('linked', 1, { name: `s${at}`, points: 50 }));
		expect(assessed({ signals }, { linked: [{ by: 'address', reference: 'RMA-X' }] }).score).toBe(100);
	});
});

describe('what the law protects', () => {
	const signals = [sign('linked', 1), sign('return_rate', 1)];
	const gates = [{ name: 'Doubtful', score: 10, people: 2 }];
	const facts = { linked: [{ by: 'address', reference: 'RMA-X' }], history: [past('RMA-A')], boughtPieces: 2 };
	it.each<[string, object, object]>([
		['a withdrawal by law', { withdrawal: true }, { protected: 'withdrawal' }],
		[
			'a return for defects',
			{ lines: caseOf().lines.map((line) => ({ ...line, reason: 'NOT_AS_DESCRIBED' })) },
			{ protected: 'defect' },
		],
	])('%s is not scored, and not held for a score', (_what, changes, said) => {
		expect(assessed({ signals, gates }, facts)).toMatchObject({
			score: 80,
			hold: true,
			people: 2,
			gates: ['Doubtful'],
		});
		expect(assessed({ signals, gates: [{ ...gates[0], score: 0 }] }, facts, changes)).toMatchObject({
			...said,
			score: 0,
			hold: false,
			signals: [],
			gates: [],
		});
		const decided = decide({
			case: caseOf(changes),
			policy: policyOf({ gates }),
			timeZone: 'UTC',
			asOf,
			facts: PolicyFacts.parse({ score: 100 }),
		});
		expect([decided.outcome, decided.approvals]).toEqual(['approve', undefined]);
	});

	it('a withdrawal that came late, and where this law does not hold, is scored', () => {
		const late = { withdrawal: true, order: orderOf({ deliveredAt: '2026-01-05T12:00:00Z' }) };
		expect(assessed({ signals, gates }, facts, late)).toMatchObject({ score: 80, hold: true });
		const address = { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country: 'US' };
		expect(assessed({ signals }, facts, { withdrawal: true, customer: { address } }).score).toBe(80);
	});

	it('lines and earlier returns for defects, withdrawals, and what nobody knows, do not count', () => {
		const history = [
			past('RMA-A'),
			past('RMA-B', { withdrawal: true }),
			past('RMA-C', { reasons: ['unwanted', 'defective'] }),
			past('RMA-D', { reasons: undefined }),
		];
		const changes = shirts({ reason: 'faulty' });
		expect(assessed({ signals: [sign('return_rate', 100)] }, { history, boughtPieces: 100 }, changes)).toMatchObject({
			signals: [{ message: expect.stringContaining('3 of 100') as string, evidence: ['RMA-A'] }],
			notScored: [
				'T-shirt: it is returned for a defect, which the law protects.',
				'2 earlier returns were withdrawals by law or for defects.',
				'Of 1 earlier returns it is not known why they were.',
			],
		});
	});

	it('what means a defect, the policy may say', () => {
		const changes = { lines: caseOf().lines.map((line) => ({ ...line, reason: 'Loose Seam' })) };
		expect(assessed({ law: { defects: ['loose_seam'] }, signals }, facts, changes).protected).toBe('defect');
		expect(assessed({ signals }, facts, changes).protected).toBeUndefined();
	});
});

it('an assessment keeps what it was made from, and can be made again', () => {
	const facts = { linked: [{ by: 'address', reference: 'RMA-X' }], measuredWeight: 1 };
	const made = assessed({ signals: [sign('linked', 1)] }, facts);
	const { asOf: at, timeZone, ...given } = made.given;
	expect(made.policy).toBe(policyHash(made.rules));
	expect(assessAbuse({ case: caseOf(), policy: made.rules, timeZone, asOf: at, facts: given })).toEqual(made);
});

describe('a check of the signs', () => {
	const gates = [{ name: 'gate', score: 40, people: 1 }];
	const faults = (book: object) =>
		checkPolicy(policyOf(book)).findings.flatMap(({ code, rule }) => (code === 'below_law' ? [] : [[code, rule]]));
	it.each<[string, object, string[][]]>([
		['are right', { gates, signals: [sign('linked', 1)] }, []],
		['nobody asks for', { signals: [sign('linked', 1)] }, [['asks_nothing', 'linked']]],
		['give points for nothing', { gates, signals: [sign('linked', 1, { upTo: 1 })] }, [['empty_range', 'linked']]],
		['name no reasons', { gates, signals: [sign('reasons', 1)] }, [['asks_nothing', 'reasons']]],
		['do not come to a gate', { gates, signals: [sign('linked', 1, { points: 39 })] }, [['unreachable', 'gate']]],
		[
			'have no currency',
			{ currency: undefined, gates, signals: [sign('returned_value', 1)] },
			[['no_currency', 'returned_value']],
		],
	])('that %s', (_what, book, wanted) => expect(faults(book)).toEqual(wanted));
});
