import './processSeams';
import { calm, hour, minute, type FaultPlan } from './faults';
import { creditsOf, refundsOf } from './counts';
import { connect } from './network';
import { quicken } from './quickN8n';
import { Random } from './random';
import { brokenRules, doubledThings } from './rules';
import type { Piece, Scenario } from './scenario';
import { refundInStripe } from './staff';
import { install, VirtualTime } from './virtualTime';
import type { Charge } from '../sandbox/stripe/objects';
import { World, type WorldOptions } from './world';

/* What people do beside a return while it is under way, each told as a script; a program of its own, since virtual time takes the place of a process's real time. See meanwhile.test.ts. */

/** What came of a script, counted at the providers. */
export interface Outcome {
	/** Cents that went back, and for which refund (blank: not one of ours), by who moved them. */
	stripe: Array<[number, string]>;
	shopify: Array<[number, string]>;
	credits: number[];
	byHand: number[];
	cases: Array<{ settlement: string; closed: boolean; exceptions: string[]; authorization: string }>;
	stuck: string[];
	broken: string[];
	doubled: string[];
}

type Script = (world: World) => Promise<void>;
interface Played {
	scenarios: Scenario[];
	script?: Script;
	plan?: Partial<FaultPlan>;
}

const piece = (sku: string, quantity = 1): Piece => ({ sku, quantity });

function scenario(order: string, parcels: Piece[][], more: Partial<Scenario> = {}): Scenario {
	const lines = new Map<string, Piece>();
	for (const one of parcels.flat())
		lines.set(one.sku, { sku: one.sku, quantity: one.quantity + (lines.get(one.sku)?.quantity ?? 0) });
	return {
		order,
		lines: [...lines.values()],
		at: 0,
		review: 'Approve',
		payBackAs: 'Original payment',
		parcels: parcels.map((pieces) => ({
			pieces,
			inspected: pieces.map((one) => ({ ...one, destination: 'restock', condition: 'as new' })),
			travelMs: 30 * minute,
			inspectionMs: 10 * minute,
		})),
		...more,
	};
}

/** Changes the brand's policy, as an analyst does. */
const withPolicy =
	(policy: object, at = 0): Script =>
	async (world) => {
		await world.time.sleep(at + 50);
		await world.store.settings.save('default', {
			...(world.providers.settings() as object),
			policy: {
				windowDays: 30,
				reviewAbove: 50_000,
				refundTiming: 'after_inspection',
				refundShipping: false,
				...policy,
			},
		});
	};
/** Stripe's charge for order #1008, made when the shop has it paid. */
function payWhenOrdered({ providers: { stripe, shopify } }: World): Charge {
	const charge = stripe.charges.get('ch_sandbox_1008')!;
	charge.created = Math.floor(Date.parse(shopify.state.placedAt(shopify.state.order('#1008'))) / 1000);
	return charge;
}

/** Finance answers by the template's forms. */
async function financeSays(world: World, answer: 'drop' | 'other' | 'pay' | 'settled'): Promise<void> {
	const [{ reference, exceptions, refunds }] = await world.store.cases.getMany({ limit: 1 });
	if (
		!exceptions.some(
			({ code, owner, resolved }) => code === 'refunded_elsewhere' && owner === 'finance' && !resolved,
		) ||
		refunds[0].state !== 'held'
	)
		throw new Error(`finance was not asked: ${JSON.stringify({ exceptions, refunds })}`);
	const n8n = world.anyProcess()!;
	if (answer === 'settled')
		return void (await n8n.run('Paid by Hand', [
			{ reference, refund: refunds[0].intent.id, how: 'Payment provider', proof: 'made by staff' },
		]));
	const decision = { drop: 'Do not pay', other: 'Pay another amount', pay: 'Pay it all the same' }[answer];
	await n8n.run('Decide on Refund', [{ reference, refund: '', decision, amount: answer === 'other' ? '2.00' : '' }]);
}

const wholeOrder = { refundShipping: true };

export const scripts: Record<string, Played> = {
	'shipping goes back with the whole order: two returns at once': {
		scenarios: [scenario('#1001', [[piece('TEE-BLUE-M', 2)]]), scenario('#1001', [[piece('MUG-WHITE')]])],
		script: withPolicy(wholeOrder),
	},
	'shipping goes back with the whole order: the second asked for later': {
		scenarios: [
			scenario('#1001', [[piece('TEE-BLUE-M', 2)]]),
			scenario('#1001', [[piece('MUG-WHITE')]], { at: 20 * minute }),
		],
		script: withPolicy(wholeOrder),
	},
	'shipping goes back with the whole order: the second asked for when the first is paid': {
		scenarios: [
			scenario('#1001', [[piece('TEE-BLUE-M', 2)]]),
			scenario('#1001', [[piece('MUG-WHITE')]], { at: 120 * minute }),
		],
		script: withPolicy(wholeOrder),
	},
	'shipping goes back with the whole order: one return in two parcels': {
		scenarios: [scenario('#1001', [[piece('TEE-BLUE-M', 2)], [piece('MUG-WHITE')]])],
		script: withPolicy(wholeOrder),
	},
	'the policy changes between two parcels': {
		scenarios: [scenario('#1004', [[piece('SOCKS-GREY', 2)], [piece('SOCKS-GREY', 2)]])],
		script: async (world) => {
			await withPolicy({})(world);
			await withPolicy(
				{ returnFee: 300, restockingFeeBasisPoints: 5000, refundTiming: 'at_receipt' },
				50 * minute,
			)(world);
		},
	},
	...Object.fromEntries(
		(['drop', 'other', 'pay', 'settled'] as const).map((answer) => [
			`staff refund the same in Stripe: ${answer}`,
			{
				scenarios: [scenario('#1004', [[piece('SOCKS-GREY')]])],
				script: async (world) => {
					await world.time.sleep(20 * minute);
					await refundInStripe(world, 'pi_sandbox_1004', answer === 'other' ? 400 : 600);
					await world.time.sleep(100 * minute);
					await financeSays(world, answer);
				},
			} satisfies Played,
		]),
	),
	'staff refund everything in Stripe': {
		scenarios: [scenario('#1004', [[piece('SOCKS-GREY')]])],
		script: async (world) => {
			await world.time.sleep(20 * minute);
			await refundInStripe(world, 'pi_sandbox_1004', 12_000);
			await world.time.sleep(100 * minute);
			await financeSays(world, 'settled');
		},
	},
	'staff leave too little, and finance wants it paid all the same': {
		scenarios: [scenario('#1004', [[piece('SOCKS-GREY')]])],
		script: async (world) => {
			await world.time.sleep(20 * minute);
			await refundInStripe(world, 'pi_sandbox_1004', 11_700);
			await world.time.sleep(100 * minute);
			for (const answer of ['pay', 'pay', 'drop'] as const) {
				await financeSays(world, answer);
				await world.time.sleep(20 * minute);
			}
		},
	},
	'staff refund the same in Shopify': {
		scenarios: [scenario('#1002', [[piece('CAP-RED')]])],
		script: async (world) => {
			await world.time.sleep(20 * minute);
			const { state } = world.providers.shopify;
			const order = state.order('#1002');
			state.refund({
				orderId: order.id,
				note: 'by hand for the return',
				transactions: [
					{ parentId: order.transactions[0].id, amount: '18.00', gateway: 'shopify_payments', kind: 'REFUND' },
				],
			});
			await world.time.sleep(100 * minute);
			await financeSays(world, 'settled');
		},
	},
	'staff refund before the return is asked for': {
		scenarios: [scenario('#1002', [[piece('CAP-RED')]], { at: 30 * minute })],
		script: async (world) => {
			const { state } = world.providers.shopify;
			const order = state.order('#1002');
			state.refund({
				orderId: order.id,
				note: 'goodwill',
				transactions: [
					{ parentId: order.transactions[0].id, amount: '5.00', gateway: 'shopify_payments', kind: 'REFUND' },
				],
			});
		},
	},
	'staff refund in Stripe while it is down': {
		scenarios: [scenario('#1004', [[piece('SOCKS-GREY')]])],
		plan: { outages: [{ provider: 'stripe', from: 35 * minute, until: 90 * minute, how: 'unavailable' }] },
		script: async (world) => {
			await world.time.sleep(60 * minute);
			await refundInStripe(world, 'pi_sandbox_1004', 600);
			await world.time.sleep(105 * minute);
			await financeSays(world, 'drop');
		},
	},
	'the shop does not know which payment of Stripe it was': {
		scenarios: [scenario('#1008', [[piece('LAMP-DESK')], [piece('LAMP-DESK')]])],
		script: async (world) => {
			payWhenOrdered(world);
			await Promise.resolve();
		},
	},
	'two payments of Stripe could be the one': {
		scenarios: [scenario('#1008', [[piece('LAMP-DESK')]])],
		script: async (world) => {
			const { amount, currency, created, receipt_email } = payWhenOrdered(world);
			world.providers.stripe.addPayment('pi_again', 'ch_again', amount, currency, created + 30, { receipt_email });
			await Promise.resolve();
		},
	},
	'two returns of an order paid in two ways': {
		scenarios: [
			scenario('#1005', [[piece('SCARF-GREEN', 2)]], { payBackAs: 'As the customer asked' }),
			scenario('#1005', [[piece('SCARF-GREEN', 2)]], { at: 2 * minute, payBackAs: 'As the customer asked' }),
		],
	},
	'two returns of an order paid in three ways': {
		scenarios: [
			scenario('#1006', [[piece('BELT-BROWN', 1)]]),
			scenario('#1006', [[piece('BELT-BROWN', 3)]], { at: 2 * minute }),
		],
	},
};

export async function playScript(name: string): Promise<Outcome> {
	const { scenarios, script, plan } = scripts[name];
	const time = new VirtualTime(Date.UTC(2026, 10, 20, 8), new Random(`${name} time`));
	install(time);
	quicken();
	try {
		const options: WorldOptions = {
			seed: name,
			plan: { ...calm, weather: 'people', until: 3 * hour, ...plan },
			scenarios: structuredClone(scenarios),
			processes: 1,
		};
		const world = new World(time, options);
		connect(world);
		void (async () => {
			while (!world.store) await time.sleep(1);
			await script?.(world);
		})().catch((error: Error) => world.broken.push(`the script failed: ${error.stack}`));
		const rested = await world.run();
		const outcome = await outcomeOf(world, rested);
		await world.database.close();
		return outcome;
	} finally {
		install(undefined);
		connect(undefined);
	}
}

async function outcomeOf(world: World, rested: boolean): Promise<Outcome> {
	const { stripe, shopify } = world.providers;
	const made = [...stripe.refunds.values()];
	const inShopify = shopify.state.orders
		.flatMap(({ refunds }) => refunds)
		.filter((refund) => shopify.state.pays(refund));
	const all = refundsOf(world);
	return {
		stripe: made.map(({ id, amount }) => [amount, all.find(({ refund }) => refund === id)?.intent ?? '']),
		shopify: inShopify
			.map(({ id }) => all.find(({ refund }) => refund === id)!)
			.map(({ amount, intent }) => [amount, intent]),
		credits: creditsOf(shopify).map(({ amount }) => amount),
		byHand: world.paidByHand.map(({ amount }) => amount),
		cases: (await world.store.cases.getMany({ limit: 20 })).map(
			({ settlement, closedAt, exceptions, authorization }) => ({
				settlement,
				authorization,
				closed: !!closedAt,
				exceptions: exceptions.map(({ code, resolved }) => `${code}${resolved ? ' (resolved)' : ''}`),
			}),
		),
		stuck: (await world.store.steps.stuck({ limit: 9 })).map(({ name, error }) => `${name}: ${error?.message}`),
		broken: [...(rested ? [] : ['not at rest']), ...(await brokenRules(world, rested))],
		doubled: await doubledThings(world),
	};
}

process.on('disconnect', () => process.exit());
process.on(
	'message',
	(name: string) =>
		void playScript(name).then(
			(outcome) => process.send!(outcome),
			(error: Error) => process.send!({ broken: [error.stack] }),
		),
);
if (!process.send && process.argv[2]) {
	const wanted = Object.keys(scripts).filter((name) => process.argv[2] === 'all' || name.includes(process.argv[2]));
	void (async () => {
		for (const name of wanted) console.log(name, JSON.stringify(await playScript(name), null, 1));
		process.exit(0);
	})();
}
