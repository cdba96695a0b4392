import { money, portion, type Money } from '../model';

/** What a consumer in France is owed besides when a refund is late: a part of what is owed, or interest at the legal rate, which changes each half-year. */
export interface LateSurcharge {
	/** Hundredths of a percent; absent: interest at the legal rate. */
	basisPoints?: number;
	/** Absent where the legal rate decides, or it is not known what is owed. */
	amount?: Money;
	/** In words for people. */
	says: string;
}

/** Up to how many days late -> what is added. Code de la consommation L.242-4. */
const steps: Array<[upTo: number, basisPoints: number | undefined]> = [
	[10, undefined],
	[20, 500],
	[30, 1_000],
	[60, 2_000],
	[90, 5_000],
];

/** Days late on which the surcharge rises. */
export const surchargeRises = [1, ...steps.map(([upTo]) => upTo + 1)];

/**
 * The surcharge on a refund that is so many days late, by days and amount alone: interest at the legal rate up to ten days, then 5, 10, 20 and 50 %,
 * and five points more with each further month that begins, up to the price. Undefined: it is not late.
 */
export function lateSurcharge(daysLate: number, owed?: Money): LateSurcharge | undefined {
	if (daysLate < 1) return undefined;
	const law = 'L.242-4 of the French Code de la consommation';
	const step = steps.find(([upTo]) => daysLate <= upTo);
	if (step && step[1] === undefined) return { says: `interest at the legal rate (${law})` };
	const basisPoints = Math.min(10_000, step?.[1] ?? 5_000 + 500 * Math.ceil((daysLate - 90) / 30));
	const amount = owed && money(portion(owed.amount, basisPoints, 10_000), owed.currency);
	return {
		basisPoints,
		...(amount && { amount }),
		says: `${basisPoints / 100} % of what is owed${basisPoints === 10_000 ? ', which is the most,' : ''} (${law})`,
	};
}
