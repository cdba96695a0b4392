import type { CaseState } from '../../shared/case/caseState';
import { carrierNames, invalidInput, type CarrierName } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { carriers, type Carrier } from '../carriers';
import { carrierOf, type ChosenCarrier } from '../transport/carrierOf';

type Label = CaseState['labels'][number];

/** The Carrier Service that means: whichever sold the label, as the case knows. */
export const seller = 'seller';

/** Whether a label was bought through a carrier service, and not elsewhere. */
export function isFrom({ ids }: Pick<Carrier, 'ids'>, { providerIds }: Pick<Label, 'providerIds'>): boolean {
	return ids.some((id) => id in providerIds);
}

/** Which carrier service sold a label; undefined: none of them, it was made elsewhere. */
export function sellerOf(label: Pick<Label, 'providerIds'>): CarrierName | undefined {
	return carrierNames.find((id) => isFrom(carriers[id], label));
}

/** Whether the node asks whichever carrier service sold the label. */
export function asksSeller(context: OperationContext): boolean {
	return context.param<string>('carrierService', 'easypost') === seller;
}

/** The carrier service that is asked about a label: the node's, or the label's seller. Throws EffectError when nobody knows who that is. */
export async function carrierForLabel(
	context: OperationContext,
	label: Pick<Label, 'providerIds'> | undefined,
): Promise<ChosenCarrier> {
	if (!asksSeller(context)) return await carrierOf(context);
	const id = label && sellerOf(label);
	if (id) return await carrierOf(context, id);
	throw invalidInput(
		'Who sold this label is not known',
		'Choose its Carrier Service. Whoever Sold It takes labels that the case has from Create.',
		'carrierService',
	);
}

/** A label of the case by its id. */
export async function labelById(context: OperationContext, id: string): Promise<Label | undefined> {
	return (await context.findCase())?.labels.find((label) => label.id === id);
}

/** The newest label of a case that can still be used. */
export function newestLabel({ labels }: Pick<CaseState, 'labels'>): Label | undefined {
	return labels.filter(({ voided }) => !voided).at(-1);
}
