import type { CaseState } from '../../../shared/case/caseState';
import type { Carrier } from '../../carriers';

type Label = CaseState['labels'][number];

/** Whether a label was bought through a carrier service, and not elsewhere. */
export function isFrom({ ids }: Pick<Carrier, 'ids'>, { providerIds }: Pick<Label, 'providerIds'>): boolean {
	return ids.some((id) => id in providerIds);
}

/** The newest label of a case that can still be used. */
export function newestLabel({ labels }: Pick<CaseState, 'labels'>): Label | undefined {
	return labels.filter(({ voided }) => !voided).at(-1);
}
