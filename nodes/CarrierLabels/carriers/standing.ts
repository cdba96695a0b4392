import type { ParcelStatus, ReturnLabel } from '../../shared/model';
import type { LabelNow, VoidedLabel } from './carrier';

interface Known {
	/** What became of its price. */
	refund?: LabelNow['refund'];
	/** The carrier service's own word for that. */
	refundStatus?: string;
	/** Where the parcel is. */
	status?: ParcelStatus;
	/** The carrier's own word for that. */
	detail?: string;
	/** Its words that say nothing of a parcel. Any other one that is not known here says that the carrier has it: such a label is left alone. */
	quiet: readonly string[];
	/** The word that `quiet` is about, when it is not the detail. */
	word?: string;
}
type Shown = Pick<ReturnLabel, 'id' | 'carrier' | 'trackingNumber'>;

const shownOf = ({ id, carrier, trackingNumber }: Shown, { refundStatus }: Known) => ({
	id,
	carrier,
	trackingNumber,
	...(refundStatus && { refundStatus }),
});

/** How a bought label stands; undefined while it could be voided. */
export function standingOf(label: Shown, known: Known): VoidedLabel | undefined {
	const { refund, status, detail, quiet, word = detail } = known;
	const shown = shownOf(label, known);
	if (refund === 'requested' || refund === 'paid') return { ...shown, status: 'voided' };
	if (status && status !== 'label_made')
		return {
			...shown,
			status: 'in_use',
			tracking: { status, ...(detail && { detail }) },
			message: 'The carrier has scanned this label already: the parcel is on its way.',
		};
	if (!status && word && !quiet.includes(word))
		return {
			...shown,
			status: 'in_use',
			message: `The carrier says "${word}" of this parcel, so the label is left alone.`,
		};
	if (refund === 'nothing_due')
		return {
			...shown,
			status: 'refused',
			message:
				'This label costs something only when it is used, so there is nothing to give back. It can still be used.',
		};
	return undefined;
}

/** A label that the carrier does not take back, with what was said. */
export function refusedVoid(label: Shown, known: Known, said?: string): VoidedLabel {
	return {
		...shownOf(label, known),
		status: 'refused',
		message: `The carrier does not take this label back${said ? `: ${said.replace(/\.$/, '')}` : '. It was bought too long ago, or it was refused before'}. It can still be used.`,
	};
}
