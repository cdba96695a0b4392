import type { NewEvent, ReturnRequest, Statement } from '../model';
import { receiptOf } from './withdrawalReceipt';

/** What a case records of a customer's statement, with the receipt as it is sent. */
export function declaredEvent(reference: string, statement: Statement, actor?: string): NewEvent {
	return {
		source: 'case',
		id: `${reference}/statement/${statement.id}`,
		type: 'withdrawal.declared',
		...(actor && { actor }),
		data: { statement, receipt: receiptOf(reference, statement) },
	};
}

/** The statement of a request that says it is a withdrawal and came as any other return: what is known of it. */
export function statementOf(
	{ channel, orderNumber, customer, lines, note }: ReturnRequest,
	{ toldAt, timeZone }: Pick<Statement, 'toldAt' | 'timeZone'>,
): Statement {
	return {
		id: 'request',
		toldAt,
		timeZone,
		channel: channel.slice(0, 50),
		name: (customer?.name ?? '').slice(0, 200),
		contract: orderNumber ?? '',
		...(customer?.email && { email: customer.email }),
		lines: lines.map(({ sku, title, quantity }) => ({ sku, title, quantity })),
		...(note && { text: note.slice(0, 20_000) }),
	};
}
