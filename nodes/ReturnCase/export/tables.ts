import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { destinations, type CaseEvent } from '../../shared/model';

export type Cell = string | number | boolean | null;
export type ExportRow = Record<string, Cell>;

/** The tables of the export, in the order in which they are filled. docs/guides/export.md tells each column. */
export const exportTables = ['cases', 'lines', 'money', 'events'] as const;
export type ExportTable = (typeof exportTables)[number];

/** What names a row once and for all: what comes again takes the place of what was there. */
export const exportKeys: Record<ExportTable, string[]> = {
	cases: ['reference'],
	lines: ['reference', 'line'],
	money: ['refund_intent'],
	events: ['seq'],
};

/** The rows of a case in one of the tables that are made of cases. No names, addresses or notes of people. */
export function rowsOf(table: Exclude<ExportTable, 'events'>, state: CaseState): ExportRow[] {
	if (table === 'cases') return [caseRow(state)];
	return table === 'lines'
		? state.lines.map((line) => lineRow(state, line))
		: state.refunds.map((leg) => moneyRow(state, leg));
}

function caseRow(state: CaseState): ExportRow {
	const { decision, order, customer } = state;
	return {
		reference: state.reference,
		version: state.version,
		kind: state.kind,
		brand: state.brand,
		channel: state.channel,
		order_number: state.orderNumber ?? null,
		order_placed_at: order?.placedAt ?? null,
		country: customer?.address?.country ?? order?.customer?.address?.country ?? null,
		authorization: state.authorization,
		logistics: state.logistics,
		inspection: state.inspection,
		settlement: state.settlement,
		decision: decision?.outcome ?? null,
		policy: decision?.policy ?? null,
		withdrawal: state.withdrawal === true,
		shadow: state.shadow === true,
		open_exceptions: state.exceptions.filter(({ resolved }) => !resolved).length,
		labels: state.labels.length,
		opened_at: state.openedAt,
		approved_at: state.approvedAt ?? null,
		updated_at: state.updatedAt,
		closed_at: state.closedAt ?? null,
	};
}

function lineRow({ reference, order, updatedAt }: CaseState, line: CaseState['lines'][number]): ExportRow {
	const sold = order?.lines.find(({ id }) => id === line.orderLineId);
	const { requested, approved, received, stock } = line.quantities;
	return {
		reference,
		line: line.id,
		sku: line.sku,
		title: line.title,
		reason: line.reason,
		requested,
		approved,
		received,
		...Object.fromEntries(destinations.map((place) => [`stock_${place}`, stock[place] ?? 0])),
		ordered: sold?.quantity ?? null,
		ordered_net_minor: sold?.subtotal.amount ?? null,
		ordered_tax_minor: sold?.tax.amount ?? null,
		currency: sold?.subtotal.currency ?? null,
		exchange_for: line.exchangeFor?.sku ?? null,
		updated_at: updatedAt,
	};
}

function moneyRow({ reference, updatedAt }: CaseState, leg: RefundLeg): ExportRow {
	const { intent, state, refund, storeCredit, exchange, creditNote, payment } = leg;
	return {
		refund_intent: intent.id,
		reference,
		state,
		way: exchange ? 'exchange' : storeCredit ? storeCredit.kind : 'money',
		amount_minor: intent.amount.amount,
		currency: intent.amount.currency,
		processor: intent.payment.processor,
		payment: intent.payment.id,
		refund: refund?.id ?? storeCredit?.id ?? exchange?.id ?? null,
		refunded_minor: refund?.status === 'succeeded' ? refund.amount.amount : null,
		refunded_at: refund?.createdAt ?? null,
		credit_note: creditNote?.number ?? creditNote?.id ?? null,
		credited_minor: creditNote?.amount.amount ?? null,
		booked_payment: payment?.id ?? null,
		updated_at: updatedAt,
	};
}

/** An event; `data` as JSON, only when it is asked for: it holds what people wrote and where they live. */
export function eventRow(event: CaseEvent, seq: number, recordedAt: string, withData: boolean): ExportRow {
	return {
		seq,
		reference: event.subject,
		position: event.position,
		type: event.type,
		source: event.source,
		event_id: event.id,
		time: event.time,
		recorded_at: recordedAt,
		data: withData ? JSON.stringify(event.data) : null,
	};
}
