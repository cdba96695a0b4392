import { LogicEngine } from 'json-logic-engine';
// @ts-expect-error It has no types.
import * as jsonLogicJs from 'json-logic-js';
import { Engine } from 'json-rules-engine';
import { compiledPolicy } from '../../nodes/ReturnPolicy/compile';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { Policy } from '../../nodes/shared/model';

const rules = 50;
const turns = 100;
const turnMs = 20;
const inRound = 64;

/** Makes `inRound` decisions. */
type Round = () => void | Promise<void>;

/**
 * 50 rules with explanation: decisions a second of the processor, beside json-logic-js, json-logic-engine (compiled) and json-rules-engine. These
 * answer a smaller question (which of the rules counts, and are the days over), without a reason in words. With each of them we take turns, and
 * the median turn counts, so that what else the machine does falls on both alike.
 */
export async function policy(): Promise<void> {
	console.log(`${rules} rules with explanation, a return of two lines; ${turns} turns of ${turnMs} ms beside each\n`);
	const ours = ourRound();
	for (const [name, theirs, goal] of [
		['json-logic-js', jsonLogicRound(), 'goal 10'],
		['json-logic-engine, compiled', compiledLogicRound(), 'no goal'],
		['json-rules-engine', rulesEngineRound(), 'goal 300'],
	] as const) {
		for (let warm = 0; warm < 20; warm++) for (const round of [ours, theirs]) await round();
		const rates: Array<[number, number]> = [];
		for (let turn = 0; turn < turns; turn++) rates.push([await rateOf(ours), await rateOf(theirs)]);
		const [our, their] = [0, 1].map((at) => median(rates.map((pair) => pair[at])));
		console.log(
			`Return Policy, compiled ${rateText(our)}; ${name} ${rateText(their)} decisions a second of the processor`,
		);
		console.log(`ratio to ${name}: ${median(rates.map(([our, their]) => our / their)).toFixed(1)} (${goal})\n`);
	}
}

const rateText = (rate: number) => Math.round(rate).toLocaleString('en');

/** Decisions a second of the processor, in one turn. */
async function rateOf(round: Round): Promise<number> {
	const start = process.cpuUsage();
	const end = performance.now() + turnMs;
	let made = 0;
	for (; performance.now() < end; made += inRound) await round();
	const { user, system } = process.cpuUsage(start);
	return made / ((user + system) / 1e6);
}

function median(numbers: number[]): number {
	return numbers.toSorted((one, other) => one - other)[Math.floor(numbers.length / 2)];
}

function ourRound(): Round {
	const { decide } = compiledPolicy(bookOf(rules), 'America/New_York');
	const cases = Array.from({ length: inRound }, (_, at) => caseOf(at));
	return () => {
		for (const one of cases) decide({ case: one, asOf: '2026-11-17T10:00:00.000Z' });
	};
}

const skuOf = (at: number) => `SKU-${at}`;

/** As many windows by SKU, category and country as rules. None of them fits, so all are asked, and the settings' window counts. */
function bookOf(count: number): Policy {
	const windows = Array.from({ length: count }, (_, at) => ({
		name: `window ${at}`,
		days: 14 + at,
		...[
			{ skus: [skuOf(at)] },
			{ categories: [`Category ${at}`] },
			{ countries: ['DE', 'FR'], reasons: [`reason ${at}`] },
		][at % 3],
	}));
	return Policy.parse({ windowDays: 30, book: { currency: 'EUR', windows } });
}

function caseOf(at: number): PolicyCase {
	const eur = (amount: number) => ({ amount, currency: 'EUR' });
	const lines = [0, 1].map((line) => ({
		id: `o${line}`,
		sku: `${skuOf(at)}-${line}`,
		title: 'Goods',
		quantity: 2,
		subtotal: eur(4_000),
		tax: eur(800),
		category: 'Apparel > Shirts',
	}));
	return PolicyCase.parse({
		reference: 'RMA-7K2M9QX4TB',
		channel: 'shopify',
		lines: lines.map(({ id, sku }) => ({ id: `l${id}`, orderLineId: id, sku, quantity: 1, reason: 'unwanted' })),
		order: {
			number: '#1001',
			currency: 'EUR',
			placedAt: '2026-11-01T09:00:00Z',
			deliveredAt: `2026-${at % 4 ? '11' : '09'}-05T12:00:00Z`,
			customer: { address: { name: 'A', street1: 'S', city: 'C', postalCode: '1', country: 'US' } },
			lines,
			payments: [{ id: 'p1', processor: 'stripe', captured: eur(9_600), refunded: eur(0), refundable: eur(9_600) }],
		},
	});
}

/** The same question for others: which of the rules counts, and whether the days are over. */
const facts = { sku: 'SKU-X', category: 'apparel', country: 'US', reason: 'unwanted', days: 12 };

/** The rules as JsonLogic, for the two libraries that read it. */
function logicOf(count: number): object[] {
	const is = (fact: string, value: string) => ({ '==': [{ var: fact }, value] });
	return Array.from({ length: count }, (_, at) => ({
		and: [
			[is('sku', skuOf(at)), is('category', `category ${at}`), { in: [{ var: 'country' }, ['DE', 'FR']] }][at % 3],
			{ '>': [{ var: 'days' }, 14 + at] },
		],
	}));
}

function jsonLogicRound(): Round {
	const { apply } = jsonLogicJs as { apply(rule: object, data: object): unknown };
	const written = logicOf(rules);
	return () => {
		for (let made = 0; made < inRound; made++) for (const rule of written) apply(rule, facts);
	};
}

function compiledLogicRound(): Round {
	const engine = new LogicEngine();
	const compiled = logicOf(rules).map((rule) => engine.build(rule) as (data: object) => unknown);
	return () => {
		for (let made = 0; made < inRound; made++) for (const rule of compiled) rule(facts);
	};
}

function rulesEngineRound(): Round {
	const condition = (fact: string, operator: string, value: unknown) => ({ fact, operator, value });
	const engine = new Engine(
		Array.from({ length: rules }, (_, at) => ({
			conditions: {
				all: [
					[
						condition('sku', 'equal', skuOf(at)),
						condition('category', 'equal', `category ${at}`),
						condition('country', 'in', ['DE', 'FR']),
					][at % 3],
					condition('days', 'greaterThan', 14 + at),
				],
			},
			event: { type: `window ${at}` },
		})),
	);
	return async () => {
		for (let made = 0; made < inRound; made++) await engine.run(facts);
	};
}
