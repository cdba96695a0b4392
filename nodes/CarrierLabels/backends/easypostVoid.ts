import { isGivenBack, type Shipment } from './easypostShipment';
import type { VoidedLabel } from './backend';

/** The carrier has not seen the parcel yet. */
const unscanned = ['', 'unknown', 'pre_transit', 'cancelled', 'error'];

/** How a bought label stands; undefined while it could be voided. A refund that was rejected may be asked for again (EasyPost's docs: one asked for too early is). */
export function standingOf(shipment: Shipment): VoidedLabel | undefined {
	const shown = { id: shipment.id, carrier: shipment.selected_rate?.carrier ?? 'EasyPost', trackingNumber: shipment.tracking_code ?? '', ...(shipment.refund_status && { refundStatus: shipment.refund_status }) };
	if (isGivenBack(shipment)) return { ...shown, status: 'voided' };
	const { status, status_detail: detail } = shipment.tracker ?? {};
	if (status && !unscanned.includes(status)) {
		return { ...shown, status: 'in_use', tracking: { status, ...(detail && { detail }) }, message: 'The carrier has scanned this label already: the parcel is on its way.' };
	}
	if (shipment.refund_status === 'not_applicable') return { ...shown, status: 'refused', message: 'This label costs something only when it is used, so there is nothing to give back. It can still be used.' };
	return undefined;
}

/** A label that the carrier does not take back, with what was said. */
export function refusedVoid(shipment: Shipment, said?: string): VoidedLabel {
	return {
		id: shipment.id, carrier: shipment.selected_rate?.carrier ?? 'EasyPost', trackingNumber: shipment.tracking_code ?? '', status: 'refused', ...(shipment.refund_status && { refundStatus: shipment.refund_status }),
		message: `The carrier does not take this label back${said ? `: ${said.replace(/\.$/, '')}` : '. It was bought too long ago, or it was refused before'}. It can still be used.`,
	};
}
