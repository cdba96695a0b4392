import { LogicEngine } from 'json-logic-engine';
// @ts-expect-error It has no types.
import * as jsonLogicJs from 'json-logic-js';
import { Engine } from 'json-rules-engine';
import { compiledPolicy } from '../../nodes/ReturnPolicy/compile';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { Policy } from '../../nodes/shared/model';

const rules = 50;
const seconds = 2;
const goal = { jsonLogic: 10, rulesEngine: 300 };

/**
 * 50 rules with explanation: decisions a second, beside json-logic-js, json-logic-engine (compiled) and json-rules-engine. These answer a
 * smaller question (which of the rules counts, and are the days over), without a reason in words.
 */
export async function policy(): Promise<void> {
	console.log(`${rules} rules with explanation, a return of two lines; each for ${seconds} s on one processor\n`);
	const { decide } = compiledPolicy(bookOf(rules), 'America/New_York');
	const cases = Array.from({ length: 64 }, (_, at) => caseOf(at));
	const ours = measure('Return Policy, compiled', () => {
		for (const one of cases) decide({ case: one, asOf: '2026-11-17T10:00:00.000Z' });
		return cases.length;
	});
	for (const [name, rate, wanted] of [
		['json-logic-js', runJsonLogic(), `goal ${goal.jsonLogic}`],
		['json-logic-engine, compiled', runCompiledLogic(), 'no goal'],
		['json-rules-engine', await runRulesEngine(), `goal ${goal.rulesEngine}`],
	] as const)
		console.log(`ratio to ${name}: ${(ours / rate).toFixed(1)} (${wanted})`);
}

/** Decisions a second. */
function measure(name: string, round: () => number): number {
	for (let warm = 0; warm < 50; warm++) round();
	const start = process.cpuUsage();
	const end = performance.now() + seconds * 1_000;
	let made = 0;
	while (performance.now() < end) made += round();
	return printRate(name, made, start);
}

function printRate(name: string, made: number, start: NodeJS.CpuUsage): number {
	const { user, system } = process.cpuUsage(start);
	const rate = made / ((user + system) / 1e6);
	console.log(
		`${name.padEnd(40)} ${Math.round(rate).toLocaleString('en').padStart(12)} decisions a second of the processor`,
	);
	return rate;
}

const skuOf = (at: number) => `SKU-${at}`;

/** As many windows by SKU, category and country as rules; the last counts. */
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

function runJsonLogic(): number {
	const { apply } = jsonLogicJs as { apply(rule: object, data: object): unknown };
	const written = logicOf(rules);
	return measure('json-logic-js', () => {
		for (const rule of written) apply(rule, facts);
		return 1;
	});
}

function runCompiledLogic(): number {
	const engine = new LogicEngine();
	const compiled = logicOf(rules).map((rule) => engine.build(rule) as (data: object) => unknown);
	return measure('json-logic-engine, compiled', () => {
		for (const rule of compiled) rule(facts);
		return 1;
	});
}

async function runRulesEngine(): Promise<number> {
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
	const start = process.cpuUsage();
	const runs = 1_000;
	for (let run = 0; run < runs; run++) await engine.run(facts);
	return printRate('json-rules-engine', runs, start);
}
