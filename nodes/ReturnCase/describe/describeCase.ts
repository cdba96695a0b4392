import { z } from 'zod';
import type { CaseLine, CaseState } from '../../shared/case/caseState';
import { allocate, format, money, type CaseEvent, type EventData, type Order } from '../../shared/model';
import { escapeHtml } from './html';
import { shownTime, standingOf, waitsForDecision } from './standing';

export const Description = z.object({
	/** How the return stands: that it waits, or what was decided, when and by whom. */
	standing: z.string(),
	/** Whether a person may still decide about it. */
	waitsForDecision: z.boolean(),
	/** All that is needed to decide, as plain text. */
	text: z.string(),
	/** The same as HTML; what customers, shops and warehouses wrote is shown as it is and does nothing. */
	html: z.string(),
});
type Description = z.infer<typeof Description>;

/** A case for a person who shall decide about it. Pure. */
export function describeCase(state: CaseState, timeline: CaseEvent[], timeZone: string): Description {
	const standing = standingOf(state, timeline, timeZone);
	const facts = factsOf(state, timeline, timeZone, standing).filter(([, values]) => values.length);
	return {
		standing,
		waitsForDecision: waitsForDecision(state),
		text: facts.map(([name, values]) => `${name}: ${values.join('\n  ')}`).join('\n'),
		html: `<table>${facts.map(([name, values]) => `<tr><td><b>${name}</b></td><td>${values.map(escapeHtml).join('<br>')}</td></tr>`).join('')}</table>`,
	};
}

/** Names are ours, values may be anybody's. */
function factsOf(
	state: CaseState,
	timeline: CaseEvent[],
	timeZone: string,
	standing: string,
): Array<[name: string, values: string[]]> {
	const { order, customer, decision } = state;
	const { request } = timeline.find(({ type }) => type === 'return.requested')?.data as EventData<'return.requested'>;
	const notes = [request.note, ...state.lines.map(({ note }) => note)].filter((note): note is string => !!note?.trim());
	return [
		['Return', [state.reference]],
		[
			'Order',
			[
				[state.orderNumber ?? 'unknown', order?.placedAt && `of ${shownTime(order.placedAt, timeZone)}`]
					.filter(Boolean)
					.join(' '),
			],
		],
		['Customer', [[customer?.name, customer?.email].filter(Boolean).join(', ') || 'unknown']],
		['Asked on', [shownTime(state.openedAt, timeZone)]],
		['Goods', state.lines.map((line) => lineOf(line, order))],
		['The customer says', [...new Set(notes)]],
		['Wants', state.refundTo === 'store_credit' ? ['store credit'] : []],
		[
			'Paid',
			(order?.payments ?? []).map(
				({ captured, refunded, processor, method }) =>
					`${format(captured)} by ${method ?? processor}${refunded.amount ? `, ${format(refunded)} of it paid back` : ''}`,
			),
		],
		['Why a person decides', decision?.outcome === 'review' ? decision.reasons.map(({ message }) => message) : []],
		['Needs a person', state.exceptions.filter(({ resolved }) => !resolved).map(({ message }) => message)],
		['State', [standing]],
	];
}

function lineOf(line: CaseLine, order: Order | undefined): string {
	const name = line.title && line.title !== line.sku ? `${line.title} (${line.sku})` : line.sku;
	const price = priceOf(line, order);
	return `${line.quantity} x ${name}${price ? `, ${price}` : ''}, reason: ${line.reason.replace(/_/g, ' ').toLowerCase()}`;
}

/** What the customer paid for the pieces, with tax; undefined when the order does not tell. */
function priceOf(line: CaseLine, order: Order | undefined): string | undefined {
	const sold =
		order?.lines.find(({ id }) => id === line.orderLineId) ?? order?.lines.find(({ sku }) => sku === line.sku);
	if (!order || !sold?.quantity || line.quantity > sold.quantity) return undefined;
	const paid = sold.subtotal.amount + (order.taxesIncluded ? 0 : sold.tax.amount);
	const [part] = allocate(paid, [line.quantity, sold.quantity - line.quantity]);
	return format(money(part, sold.subtotal.currency));
}
