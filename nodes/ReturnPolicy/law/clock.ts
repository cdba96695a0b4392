import { dateOf } from '../../shared/model';
import type { Withdrawal } from './period';

/** What must be done by when, as days. */
export interface Clock {
	/** Art. 13(1): within 14 days of being told. */
	refundDueBy: string;
	/** Art. 14(1): the goods are sent within 14 days of the statement. */
	sendBackBy: string;
	/** When somebody is reminded of a refund that has not been made. */
	remindOn: string[];
}

/** The days of a withdrawal. */
export function clockOf({ toldOn }: Pick<Withdrawal, 'toldOn'>): Clock {
	return {
		refundDueBy: dateOf(toldOn + 14),
		sendBackBy: dateOf(toldOn + 14),
		remindOn: [10, 12, 13].map((days) => dateOf(toldOn + days)),
	};
}
