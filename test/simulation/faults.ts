import { Random } from './random';

export const providers = ['shopify', 'stripe', 'easypost', 'odoo', 'mail'] as const;
export type Provider = (typeof providers)[number];

export const callFaults = [
	'rate_limit',
	'server_error',
	'drop_before_commit',
	'drop_after_commit',
	'no_answer',
	'late_commit',
	'slow_answer',
] as const;
/**
 * What happens to one call: refused with 429 or 5xx, the connection lost before or after the provider did its work, no answer
 * at all (with the work done, or done only when the caller has given up), or an answer that takes almost too long.
 */
export type CallFault = (typeof callFaults)[number];

export interface Outage {
	provider: Provider;
	from: number;
	until: number;
	how: 'refused' | 'unavailable' | 'silent';
}

/** What happens to one message in a sweep. */
export const postFaults = { late: { lateMs: 45 * 60_000 }, often: { copies: 20 } };

/** What a seed does to the shop. Times are milliseconds after the start. */
export interface FaultPlan {
	/** What kind of seed this is. */
	weather: string;
	/** Chance that a call to a provider fails. */
	call: number;
	/** Chance that a process dies at one boundary, and how often at most. */
	crash: number;
	mostCrashes: number;
	/** Exactly this boundary kills, whatever the chance. */
	crashAt?: number;
	/** Exactly this message to n8n comes so late, or so often. */
	post?: { message: number; lateMs?: number; copies?: number };
	/** Exactly this call to a provider fails so, whatever the chance. */
	failAt?: { call: number; how: CallFault };
	/** The first calls of one kind fail so, or the process dies when their answer comes: the worst moments there are. */
	aim?: { operation: string; times: number; how: CallFault | 'crash' };
	/** Chance that a process stands still at one boundary, long enough to lose its leases. */
	standStill: number;
	/** Chance that a write to the case store fails, before or after its commit. */
	store: number;
	/** Chance that a webhook or warehouse report comes more than once. */
	repeat: number;
	/** Chance that it comes late, so that others overtake it. */
	late: number;
	outages: Outage[];
	/** One return whose calls to one place always fail, until somebody mends the cause. */
	poison?: Poison;
	/** An analyst gives a step another name while work waits under the old one. */
	rename?: { step: string; at: number };
	/** Chance that a webhook is lost for good. */
	lost?: number;
	/** When somebody removes the webhooks at Shopify. */
	unsubscribedAt?: number;
	/** The case store's backup of one time is restored at another. */
	restore?: { backupAt: number; at: number };
	/** The clock of n8n and its case store is set back, and perhaps right again later. */
	clock?: { backAt: number; byMs: number; rightAt?: number };
	/** Staff refund pieces of one of the returns themselves, so long after it was asked for. */
	staff?: { which: number; afterMs: number; pieces: number };
	/** The sync brings orders into Odoo only then, or confirms them only then. */
	lateOrders?: { until: number; as: 'missing' | 'quotation' };
	/** When all this ends. */
	until: number;
}

export interface Poison {
	/** Which of the returns, in the order in which they were asked for. */
	which: number;
	/** Part of the names of the calls that fail. */
	operation: string;
	how: CallFault;
}

export const minute = 60_000;
export const hour = 60 * minute;

export const calm: FaultPlan = {
	weather: 'calm',
	call: 0,
	crash: 0,
	mostCrashes: 0,
	standStill: 0,
	store: 0,
	repeat: 0,
	late: 0,
	outages: [],
	until: 0,
};

/** Calls that move money, goods or labels. */
const effects = [
	'stripe POST /v1/refunds',
	'shopify refundCreate',
	'shopify returnApproveRequest',
	'shopify returnProcess',
	'shopify returnClose',
	'shopify storeCreditAccountCredit',
	'easypost POST /shipments/:id/buy',
	'odoo stock.picking/load',
	'odoo stock.picking/button_validate',
	'odoo stock.move.line/load',
	'odoo account.move/load',
	'odoo account.move/action_post',
	'odoo account.payment/load',
	'odoo account.move.line/reconcile',
];

/** Calls that every return needs, or nearly. */
const needed = [
	'easypost',
	'easypost POST /shipments/:id/buy',
	'odoo',
	'mail',
	'shopify returnApproveRequest',
	'shopify returnProcess',
	'shopify returnClose',
	'stripe',
];
const stepNames = ['Authorise', 'Label', 'Send news', 'Receive', 'Settle', 'Book', 'Close'];

/** Most seeds have a bit of everything; some aim at one place, some have much of one kind. */
export function planOf(random: Random): FaultPlan {
	const until = random.int(1, 6) * hour;
	const weather = random.pick([
		'everything',
		'everything',
		'one crash',
		'aimed crash',
		'aimed crash',
		'aimed loss',
		'aimed loss',
		'crashes',
		'bad network',
		'late writers',
		'outage',
		'repeats',
		'poison',
		'renamed step',
		'lost webhooks',
		'restored backup',
		'clock set back',
		'refund by staff',
		'late orders',
	]);
	const only = { ...calm, weather, until };
	const aim = {
		operation: random.pick(effects.slice(0, random.pick([2, effects.length]))),
		times: random.pick([1, 1, 2, 3]),
	};
	switch (weather) {
		case 'one crash':
			return { ...only, crashAt: random.int(0, 400), mostCrashes: 1 };
		case 'aimed crash':
			return { ...only, aim: { ...aim, how: 'crash' }, mostCrashes: 3, call: random.pick([0, 0.03]) };
		case 'aimed loss':
			return {
				...only,
				aim: { ...aim, how: random.pick(['drop_after_commit', 'no_answer', 'late_commit', 'slow_answer']) },
				crash: random.pick([0, 0.002]),
				mostCrashes: 2,
			};
		case 'crashes':
			return { ...only, crash: 0.03, mostCrashes: 25, repeat: 0.1, late: 0.1 };
		case 'bad network':
			return { ...only, call: 0.25, repeat: 0.2, late: 0.2 };
		case 'late writers':
			return { ...only, call: 0.03, standStill: 0.015, repeat: 0.1, late: 0.1 };
		case 'outage':
			return {
				...only,
				call: 0.02,
				crash: 0.002,
				mostCrashes: 3,
				outages: [...outagesOf(random, until), ...outagesOf(random, until)],
			};
		case 'repeats':
			return { ...only, repeat: 0.9, late: 0.5, crash: 0.004, mostCrashes: 4 };
		case 'poison':
			return {
				...only,
				...bit,
				crash: 0,
				poison: {
					which: random.int(0, 1),
					operation: random.pick(needed),
					how: random.pick(['server_error', 'rate_limit', 'no_answer', 'drop_before_commit']),
				},
			};
		case 'renamed step':
			return { ...only, ...bit, call: 0.1, rename: renameOf(random), outages: outagesOf(random, until) };
		case 'lost webhooks':
			return { ...only, ...bit, ...lostOf(random, until) };
		case 'restored backup':
			return { ...only, ...bit, restore: restoreOf(random, until) };
		case 'refund by staff':
			return {
				...only,
				...bit,
				staff: { which: random.int(0, 3), afterMs: random.int(0, 180) * minute, pieces: random.int(1, 3) },
			};
		case 'late orders':
			return { ...only, ...bit, lateOrders: lateOrdersOf(random) };
		case 'clock set back':
			return { ...only, ...bit, standStill: 0.002, clock: clockOf(random, until) };
		default:
			return {
				...only,
				call: 0.06,
				crash: 0.01,
				mostCrashes: 12,
				standStill: 0.002,
				store: 0.004,
				repeat: 0.3,
				late: 0.2,
				outages: outagesOf(random, until),
				...(random.chance(0.15) && { rename: renameOf(random) }),
				...(random.chance(0.25) && lostOf(random, until)),
				...(random.chance(0.15) && { clock: clockOf(random, until) }),
				...(random.chance(0.15) && { lateOrders: lateOrdersOf(random) }),
			};
	}
}

/** Of the usual trouble, beside something of its own kind. */
const bit = { call: 0.03, crash: 0.003, mostCrashes: 3, repeat: 0.1, late: 0.1 };

function renameOf(random: Random): FaultPlan['rename'] {
	return { step: random.pick(stepNames), at: random.int(0, 2 * hour) };
}

function lostOf(random: Random, until: number): Pick<FaultPlan, 'lost' | 'unsubscribedAt'> {
	return random.chance(0.3) ? { unsubscribedAt: random.int(minute, until) } : { lost: random.pick([0.3, 0.6, 1]) };
}

function restoreOf(random: Random, until: number): FaultPlan['restore'] {
	const backupAt = random.int(minute, until);
	return { backupAt, at: backupAt + random.int(1, 180) * minute };
}

/** By minutes, by hours, or so late that the time to wait for them is over. */
function lateOrdersOf(random: Random): FaultPlan['lateOrders'] {
	const until = random.pick([random.int(1, 60) * minute, random.int(1, 5) * hour, random.int(8, 10) * hour]);
	return { until, as: random.pick(['missing', 'missing', 'quotation']) };
}

/** By minutes, or by up to a day. */
function clockOf(random: Random, until: number): FaultPlan['clock'] {
	const backAt = random.int(10 * minute, until);
	return {
		backAt,
		byMs: random.chance(0.3) ? random.int(1, 10) * minute : random.int(1, 26) * hour,
		...(random.chance(0.5) && { rightAt: backAt + random.int(1, 180) * minute }),
	};
}

function outagesOf(random: Random, until: number): Outage[] {
	return Array.from({ length: random.int(0, 2) }, () => {
		const from = random.int(0, until - 10 * minute);
		return {
			provider: random.pick(providers),
			from,
			until: Math.min(until, from + random.int(1, 240) * minute),
			how: random.pick(['refused', 'unavailable', 'silent'] as const),
		};
	});
}
