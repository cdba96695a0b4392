import { createHash } from 'node:crypto';
import { z } from 'zod';
import { Instant, languages, ReturnRequest, visibleText, type Statement } from '../model';

/** Channel of a withdrawal's case, whatever way the statement came. */
const caseChannel = 'withdrawal';

const text = (longest: number) =>
	z
		.union([z.string(), z.number().transform(String)])
		.nullish()
		.transform((given) => visibleText(given ?? '').slice(0, longest));

/** A statement, and the case that it opens unless there is one. */
export interface Declaration {
	request: ReturnRequest;
	/** Names the withdrawal: the same contract, customer and goods are one case, whatever the words. */
	sourceId: string;
	statement: Statement;
	actor?: string;
}

/** A statement as somebody hands it in: a form, a page, a shop's own system. */
export const GivenStatement = z.object({
	name: text(200),
	contract: text(500),
	email: text(320),
	/** What is withdrawn from; left out or empty: the whole contract. */
	lines: z
		.array(z.object({ sku: text(200), title: text(500), quantity: z.coerce.number().int().positive().max(100_000) }))
		.nullish()
		.transform((lines) => lines ?? []),
	channel: text(50),
	toldAt: Instant.nullish(),
	text: text(20_000),
	/** What its sender calls it. */
	id: text(200),
	/** In which the customer has made it. */
	language: z.enum(languages).nullish(),
});
export type GivenStatement = z.infer<typeof GivenStatement>;

/** A clock that is ahead of ours by so much is taken at its word; one further ahead is wrong. */
const aheadMs = 5 * 60_000;

/** What a statement declares to the case store; undefined when it names neither a person nor a contract. Pure. */
export function declarationOf(
	{ name, contract, email, lines, channel, toldAt, text: words, id, language }: GivenStatement,
	{ brand, timeZone, now, actor }: { brand: string; timeZone: string; now: number; actor?: string },
): Declaration | undefined {
	if (![name, contract, email, words].some(Boolean)) return undefined;
	const reachable = isAddress(email) ? email : undefined;
	// A statement counts also when the address is none: it is kept with what was typed, and a person hands over the receipt.
	const said = [words, email && !reachable ? `E-mail address as it was typed: ${email}` : '']
		.filter(Boolean)
		.join('\n');
	const told = toldAt ? Math.min(Date.parse(toldAt), now + aheadMs) : now;
	const statement: Statement = {
		id: id || hashOf([channel, name, said]).slice(0, 16),
		toldAt: new Date(told > now ? now : told).toISOString(),
		timeZone,
		channel: channel || 'other',
		name,
		contract,
		...(reachable && { email: reachable }),
		lines: lines.map(({ sku, title, quantity }) => ({ sku, title, quantity })),
		...(language && { language }),
		...(said && { text: said }),
	};
	const goods = lines.map(({ sku, title, quantity }) => [plainKey(sku || title), quantity] as const).sort();
	return {
		request: ReturnRequest.parse({
			brand,
			channel: caseChannel,
			withdrawal: true,
			...(contract && { orderNumber: contract }),
			customer: { ...(name && { name }), ...(reachable && { email: reachable }), ...(language && { language }) },
			lines: lines.map((line, index) => ({ ...line, id: `L${index + 1}`, reason: 'withdrawal' })),
			...(said && { note: said }),
		}),
		sourceId: `withdrawal ${hashOf([brand, plainKey(contract), plainKey(email || name), goods, contract ? '' : said])}`,
		statement,
		...(actor && { actor }),
	};
}

/** One contract or address, however it is typed: `#1001`, ` 1001`. */
export function plainKey(typed: string): string {
	return typed.normalize('NFKC').toLowerCase().replace(/\s+/g, '').replace(/^#/, '');
}

function isAddress(typed: string): boolean {
	return z.string().email().safeParse(typed).success;
}

function hashOf(value: unknown): string {
	return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 32);
}
