import { z } from 'zod';
import type { CaseState } from '../../shared/case';
import { ticketReference, type NewEvent, type Ticket } from '../../shared/model';
import { isObject } from '../../shared/model/jsonValues';
import { returnsOfOrder } from '../../shared/operation';
import type { CaseStore } from '../../shared/store';

/*
 * Tickets of a helpdesk. Its administrator writes the request once, with placeholders; what has no value is blank then, and articles are one
 * field of text. A ticket about goods that come back already belongs to that return.
 */

const open = ['requested', 'in_review', 'approved'];

/** A ticket as a request of a channel: blanks left out, articles as lines, the ticket's reason for those without one. Anything else is passed on. Pure. */
export function ticketMessage(given: unknown): unknown {
	if (!isObject(given)) return given;
	const { lines, reason, ...rest } = withoutBlanks(given);
	const customer = isObject(rest.customer) && { customer: withoutBlanks(rest.customer) };
	return {
		...rest,
		...customer,
		lines: linesOf(lines).map((line) => ({ ...(reason !== undefined && { reason }), ...line })),
	};
}

function linesOf(lines: unknown): object[] {
	if (typeof lines === 'string') return lines.split(/[,;\n]/).flatMap(lineOf);
	if (!Array.isArray(lines)) return [];
	return lines
		.filter(isObject)
		.map(withoutBlanks)
		.filter((line) => Object.keys(line).length)
		.map((line) => ({ ...line, quantity: typeof line.quantity === 'string' ? Number(line.quantity) : line.quantity }));
}

/** `2 x MUG`, or an article alone. */
function lineOf(text: string): object[] {
	const [, quantity = '1', sku] = /^(?:(\d{1,6})\s*[x×*]\s*)?(\S.*)$/iu.exec(text.trim()) ?? [];
	return sku ? [{ sku, quantity: Number(quantity) }] : [];
}

function withoutBlanks(given: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(given).filter(([, value]) => value !== null && !(typeof value === 'string' && !value.trim())),
	);
}

const text = z.string().optional().catch(undefined);

/** What a ticket asks about, as far as it can be read; the whole of it is judged as any request is. */
export const Asks = z.object({
	orderNumber: text,
	brand: text,
	customer: z.object({ email: text }).optional().catch(undefined),
	lines: z.array(z.object({ sku: text, orderLineId: text })),
});
export type Asks = z.infer<typeof Asks>;

/**
 * The return that a ticket is about: the newest open one of the order with all its articles, or, when it names none, the newest of the order.
 * One of another customer or brand is not it. Undefined: there is none.
 */
export async function returnOf(store: CaseStore, asks: Asks): Promise<CaseState | undefined> {
	const theirs = (await returnsOfOrder(store, asks.orderNumber ?? '')).filter((one) => isTheirs(one, asks));
	const isOpen = ({ closedAt, verdict }: CaseState) => !closedAt && open.includes(verdict);
	return asks.lines.length
		? theirs.find((one) => isOpen(one) && asks.lines.every((line) => hasArticle(one, line)))
		: theirs[0];
}

function isTheirs({ brand, customer }: CaseState, asks: Asks): boolean {
	const [theirs, asking] = [customer?.email, asks.customer?.email].map((email) => email?.trim().toLowerCase());
	return (!theirs || !asking || theirs === asking) && (!asks.brand || asks.brand === brand);
}

function hasArticle({ lines }: CaseState, { sku, orderLineId }: Asks['lines'][number]): boolean {
	return lines.some((line) =>
		sku ? line.sku.toLowerCase() === sku.trim().toLowerCase() : !!orderLineId && line.orderLineId === orderLineId,
	);
}

/** What a return learns of a ticket that is about it: whoever looks at the case sees it, and the ticket is told how the return stands. */
export function ticketAdded(ticket: Ticket, actor: string): NewEvent {
	const { helpdesk, id } = ticket;
	return {
		source: 'flow:helpdesk',
		id: `ticket ${helpdesk}/${id}`,
		type: 'note.added',
		actor,
		data: { note: `Ticket ${id} of ${helpdesk} is about this return.` },
		references: ticketReference(ticket),
	};
}
