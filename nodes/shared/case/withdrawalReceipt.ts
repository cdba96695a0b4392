import { DateTime } from 'luxon';
import { visibleText, type Statement, type WithdrawalReceipt } from '../model';

/**
 * What the customer is sent after a statement: that it was received, what it says, and when, to the second, in the shop's time and in UTC (Directive
 * 2011/83/EU Art. 11a(4)). It says received, and not accepted: whether it was in time is looked at afterwards. Pure.
 */
export function receiptOf(
	reference: string,
	{ toldAt, timeZone, name, contract, lines, text, channel, email }: Omit<Statement, 'id'>,
): WithdrawalReceipt {
	const at = toldTimes({ toldAt, timeZone });
	const facts: Array<[string, string]> = [
		['Name', name],
		['Contract', contract],
		['E-mail address', email ?? ''],
		['Withdrawn from', lines.length ? lines.map(lineText).join('; ') : 'the whole contract'],
		['Received by', channel],
		['Received on', `${at.local} (${at.utc})`],
		['Reference', reference],
	];
	return {
		subject: `We have received your withdrawal (${reference})`,
		text: [
			'We have received your statement that you withdraw from the contract. This confirms that it was received, and when; whether it was in time is not said by that.',
			facts
				.filter(([, value]) => value)
				.map(([what, value]) => `${what}: ${visibleText(value).replace(/\s+/g, ' ')}`)
				.join('\n'),
			...(text?.trim() ? [`Your statement:\n${text.trim()}`] : []),
		].join('\n\n'),
	};
}

/** When a statement was told, for people: in the shop's time zone and in UTC, to the second. */
export function toldTimes({ toldAt, timeZone }: Pick<Statement, 'toldAt' | 'timeZone'>): {
	local: string;
	utc: string;
} {
	const at = DateTime.fromISO(toldAt, { zone: timeZone }).setLocale('en-GB');
	return {
		local: `${at.toFormat('d LLLL yyyy, HH:mm:ss')} ${timeZone}`,
		utc: `${at.toUTC().toFormat('yyyy-MM-dd HH:mm:ss')} UTC`,
	};
}

function lineText({ sku, title, quantity }: Statement['lines'][number]): string {
	return `${quantity} x ${[title, sku && `(${sku})`].filter(Boolean).join(' ')}`;
}
