import { format, type Decision, type Policy } from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';

/** A fee in minor units, and what the customer reads. */
interface Charge {
	amount: number;
	called: string;
}

/** What a return costs. */
export interface Fees {
	/** Once for the return. */
	ofReturn: Charge;
	/** Of a line's value, in hundredths of a percent. */
	percentOf(line: string): number;
	/** For each piece of a line. */
	ofPiece(line: string): Charge | undefined;
}

/** The fees as the return was decided by; a decision that names none leaves those of the settings. */
export function feesOf({ decision }: Pick<PolicyCase, 'decision'>, policy: Policy): Fees {
	const fees = decision?.fees ?? [];
	const ofLine = (kind: string, line: string) => fees.find((fee) => fee.kind === kind && fee.line === line);
	const once = fees.find(({ kind }) => kind === 'per_return');
	return {
		ofReturn: once ? charge(once, 'Return fee') : { amount: policy.returnFee, called: 'Return fee' },
		percentOf(line) {
			if (ofLine('per_piece', line)) return 0;
			return ofLine('percent', line)?.basisPoints ?? policy.restockingFeeBasisPoints;
		},
		ofPiece(line) {
			const fee = ofLine('per_piece', line);
			return fee && charge(fee, 'Fee');
		},
	};
}

function charge({ amount, tax }: NonNullable<Decision['fees']>[number], called: string): Charge {
	return { amount: amount?.amount ?? 0, called: tax?.amount ? `${called} (${format(tax)} of it tax)` : called };
}
