import type { Address, CarrierName, Money, ReturnLabel } from '../../shared/model';
import { connections, invalidInput } from '../../shared/model';
import { europeanUnion } from '../../shared/model/countries';

/* What a label may have besides its price and its parcel. Each carrier service says which of it its folder can order. */

export const extraNames = ['customs', 'insurance', 'payOnScan', 'code'] as const;
/** `customs`: data for them. `code`: a code that a drop-off point prints the label from. */
export type ExtraName = (typeof extraNames)[number];

/** Goods as customs want them: values and weights (grams) of all pieces of the line. */
export interface CustomsItem {
	description: string;
	sku: string;
	quantity: number;
	value: Money;
	weight: number;
	hsCode?: string;
	/** Two letters: where they were made. */
	origin?: string;
}

/** Value and weight of one piece of a line, for carrier services that multiply them themselves. */
export function pieceOf({ value, weight, quantity }: CustomsItem): Pick<CustomsItem, 'value' | 'weight'> {
	return { value: { ...value, amount: Math.round(value.amount / quantity) }, weight: weight / quantity };
}

export interface LabelExtras {
	/** Only of a parcel that crosses a customs border. */
	customs?: { signer: string; invoiceNumber: string; items: CustomsItem[] };
	/** What the parcel is insured for. */
	insured?: Money;
	/** It costs something only when the carrier has scanned it. */
	payOnScan?: boolean;
	/** A code besides the label, or instead of it, so that nothing need be printed. */
	code?: 'besides' | 'instead';
}

const titles: Record<Exclude<ExtraName, 'customs'>, string> = {
	insurance: 'insurance',
	payOnScan: 'payment at the scan only',
	code: 'a code instead of a printed label',
};

/** Throws EffectError when a label shall have what the carrier service cannot be asked for here. */
export function assertCanHave(id: CarrierName, can: readonly ExtraName[] = [], extras: LabelExtras): void {
	const wanted = { insurance: extras.insured, payOnScan: extras.payOnScan, code: extras.code };
	for (const [extra, given] of Object.entries(wanted) as Array<[keyof typeof wanted, unknown]>)
		if (given && !can.includes(extra))
			throw invalidInput(
				`Through ${connections[id].name} this node orders no label with ${titles[extra]}`,
				'Take it out of Extras, or choose another Carrier Service.',
				`extras.${extra === 'insurance' ? 'insure' : extra}`,
			);
}

/** A label, saying that it has none of the codes that were asked for. `why`: what was said against it. */
export function withoutCode(label: ReturnLabel, { code }: LabelExtras, provider: string, why = ''): ReturnLabel {
	if (!code || label.code) return label;
	const told = `${provider} made no code for this label${why && `: ${why.replace(/\.$/, '')}`}. It has to be printed.`;
	return { ...label, messages: [...label.messages, told] };
}

/** Whether a parcel between these addresses is declared at customs. Within the European Union none is. */
export function crossesCustoms(from: Pick<Address, 'country'>, to: Pick<Address, 'country'>): boolean {
	const isInUnion = ({ country }: Pick<Address, 'country'>) => (europeanUnion as readonly string[]).includes(country);
	return from.country !== to.country && !(isInUnion(from) && isInUnion(to));
}
