import type { RuleBook } from '../../shared/model';

type Reason = NonNullable<RuleBook['sorting']>[number]['because'];

/** Apparel, clothing accessories and footwear, as customs call them: Annex VII of Regulation (EU) 2024/1781. */
const spared = ['4203', '61', '62', '6504', '6505', '6401', '6402', '6403', '6404', '6405'];

/** Reasons that Art. 25(5) names for a derogation, as far as they are reasons of ours: health, hygiene and safety, damage, counterfeits. */
const derogations: Reason[] = ['hygiene', 'unsafe', 'damaged', 'counterfeit'];

/**
 * Whether goods may not be destroyed without a person: unsold apparel and footwear is not, returned goods included, unless one of the law's reasons
 * holds (Art. 25; docs/facts/law.md#unsold-clothes-and-shoes-are-not-destroyed).
 */
export function isSpared(cn: string | undefined, reason: Reason): boolean {
	const digits = (cn ?? '').replace(/\D/g, '');
	return spared.some((begin) => digits.startsWith(begin)) && !derogations.includes(reason);
}
