import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Outcome } from './meanwhile';

/* What people do beside a return while it is under way (the scripts are in meanwhile.ts): the templates and the stand-ins, on a virtual clock. */

let program: ChildProcess;
beforeAll(
	() =>
		(program = fork(join(__dirname, 'meanwhile.ts'), {
			execArgv: ['--enable-source-maps', '--require', join(__dirname, '../support/compile.cjs')],
			stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
		})),
);
afterAll(() => program.kill());

async function played(name: string): Promise<Outcome> {
	const outcome = new Promise<Outcome>((resolve, reject) => {
		program.once('message', resolve);
		program.once('exit', (code) => reject(new Error(`the program ended with ${code}`)));
	});
	program.send(name);
	return await outcome;
}

const sum = (amounts: number[]) => amounts.reduce((total, amount) => total + amount, 0);
const paid = ({ stripe, shopify, credits, byHand }: Outcome) =>
	sum([...stripe, ...shopify].map(([amount]) => amount)) + sum(credits) + sum(byHand);
/** Nothing stands still: every case is settled and closed, no step waits for a person. */
const ended = ({ cases, stuck, doubled }: Outcome) => ({
	open: cases.filter(({ settlement, closed }) => settlement !== 'settled' || !closed),
	stuck,
	doubled,
});
const allEnded = { open: [], stuck: [], doubled: [] };

describe('shipping goes back with the whole order, once', () => {
	it.each([
		'two returns at once',
		'the second asked for later',
		'the second asked for when the first is paid',
		'one return in two parcels',
	])(
		'%s',
		async (how) => {
			const outcome = await played(`shipping goes back with the whole order: ${how}`);
			expect(ended(outcome)).toEqual(allEnded);
			expect(paid(outcome)).toBe(6420);
		},
		120_000,
	);
});

it('goes by the policy that the return was decided by to its end', async () => {
	const outcome = await played('the policy changes between two parcels');
	expect(outcome.stripe.map(([amount]) => amount)).toEqual([1200, 1200]);
	expect(ended(outcome)).toEqual(allEnded);
}, 120_000);

describe('what staff refund meanwhile is not paid again; finance decides', () => {
	it.each([
		['staff refund the same in Stripe: drop', [600]],
		['staff refund the same in Stripe: other', [400, 200]],
		['staff refund the same in Stripe: pay', [600, 600]],
		['staff refund the same in Stripe: settled', [600]],
		['staff refund everything in Stripe', [12_000]],
		['staff refund in Stripe while it is down', [600]],
	])(
		'%s',
		async (script, moved) => {
			const outcome = await played(script);
			expect(outcome.stripe.map(([amount]) => amount)).toEqual(moved);
			expect([outcome.stuck, outcome.cases[0]]).toMatchObject([
				[],
				{ settlement: 'settled', closed: true, exceptions: ['refunded_elsewhere (resolved)'] },
			]);
		},
		120_000,
	);

	it('finance is asked again when what it wants paid is refused again', async () => {
		const outcome = await played('staff leave too little, and finance wants it paid all the same');
		expect(outcome.stripe.map(([amount]) => amount)).toEqual([11_700]);
		const asked = 'refunded_elsewhere (resolved)';
		expect([outcome.stuck, outcome.cases[0]]).toMatchObject([
			[],
			{ settlement: 'settled', closed: true, exceptions: [asked, asked, asked] },
		]);
	}, 120_000);

	it('also in Shopify', async () => {
		const outcome = await played('staff refund the same in Shopify');
		expect(outcome.shopify).toEqual([[1800, '']]);
		expect([outcome.stuck, outcome.cases[0]]).toMatchObject([
			[],
			{ settlement: 'settled', exceptions: ['refunded_elsewhere (resolved)'] },
		]);
	}, 120_000);

	it('and is no question when it was known before', async () => {
		const outcome = await played('staff refund before the return is asked for');
		expect(outcome.shopify.map(([amount]) => amount)).toEqual([500, 1800]);
		expect([outcome.stuck, outcome.cases[0]]).toMatchObject([
			[],
			{ settlement: 'settled', closed: true, exceptions: [] },
		]);
	}, 120_000);
});

it.each([
	['two ways', 6000],
	['three ways', 6000],
])(
	'shares an order paid in %s over two returns, no payment asked for more than it took',
	async (how, all) => {
		const outcome = await played(`two returns of an order paid in ${how}`);
		expect(ended(outcome)).toEqual(allEnded);
		expect([paid(outcome), outcome.byHand]).toEqual([all, []]);
	},
	120_000,
);

describe('a payment of a Stripe gateway that the shop knows no id of', () => {
	it('is found in Stripe, and paid back there as the goods come', async () => {
		const outcome = await played('the shop does not know which payment of Stripe it was');
		expect(ended(outcome)).toEqual(allEnded);
		expect([outcome.stripe.map(([amount]) => amount), outcome.byHand]).toEqual([[3600, 3600], []]);
	}, 120_000);

	it('is paid by finance when two could be it', async () => {
		const outcome = await played('two payments of Stripe could be the one');
		expect(ended(outcome)).toEqual(allEnded);
		expect([outcome.stripe, outcome.byHand]).toEqual([[], [3600]]);
	}, 120_000);
});
