import { isGivenBack, type Shipment } from './label';
import type { LabelNow, VoidedLabel } from '../carrier';

/** The carrier has not seen the parcel yet. */
const unscanned = ['', 'unknown', 'pre_transit', 'cancelled', 'error'];

/** How a bought label stands; undefined while it could be voided. A refund that was rejected may be asked for again (EasyPost's docs: one asked for too early is). */
export function standingOf(shipment: Shipment): VoidedLabel | undefined {
	const shown = labelOf(shipment);
	if (isGivenBack(shipment)) return { ...shown, status: 'voided' };
	const { status, status_detail: detail } = shipment.tracker ?? {};
	if (status && !unscanned.includes(status)) {
		return {
			...shown,
			status: 'in_use',
			tracking: { status, ...(detail && { detail }) },
			message: 'The carrier has scanned this label already: the parcel is on its way.',
		};
	}
	if (shipment.refund_status === 'not_applicable')
		return {
			...shown,
			status: 'refused',
			message:
				'This label costs something only when it is used, so there is nothing to give back. It can still be used.',
		};
	return undefined;
}

const refunds: Record<string, LabelNow['refund']> = {
	submitted: 'requested',
	refunded: 'paid',
	rejected: 'refused',
	not_applicable: 'nothing_due',
};

/** What became of a label's price; undefined while nobody has asked for it back. */
export function refundOf({ refund_status: said }: Pick<Shipment, 'refund_status'>): LabelNow['refund'] {
	return refunds[said ?? ''];
}

/** A label that the carrier does not take back, with what was said. */
export function refusedVoid(shipment: Shipment, said?: string): VoidedLabel {
	return {
		...labelOf(shipment),
		status: 'refused',
		message: `The carrier does not take this label back${said ? `: ${said.replace(/\.$/, '')}` : '. It was bought too long ago, or it was refused before'}. It can still be used.`,
	};
}

function labelOf({ id, selected_rate: rate, tracking_code: trackingNumber, refund_status: refundStatus }: Shipment) {
	return {
		id,
		carrier: rate?.carrier ?? 'EasyPost',
		trackingNumber: trackingNumber ?? '',
		...(refundStatus && { refundStatus }),
	};
}
