import type { CaseEvent, CaseException, EventData } from '../model';
import type { CaseState } from './caseState';
import { damageOf, openClaimOf } from './claims';
import { exceptionOf } from './exceptionOf';
import type { Handlers } from './handler';
import { afterNews, isNews, parcelStatusOf } from './parcelProgress';
import { releaseClock } from './withdrawalClock';

/** What a case learns of labels, of parcels on their way, and of what carriers are to pay for them. */
export const parcelHandlers: Handlers = {
	'label.issued': (state, { label }) => {
		state.labels.push(label);
	},
	'label.voided': (state, { label }) => {
		for (const one of state.labels) if (one.id === label) one.voided = true;
	},
	'label.refund_decided': (state, { label, refund }, _event, exceptions) => {
		const one = state.labels.find(({ id }) => id === label);
		if (one) one.refund = refund;
		if (refund === 'refused')
			exceptions.push(
				exceptionOf(
					'label_not_refunded',
					`The carrier does not pay back label ${one?.trackingNumber || label}. Ask it why, or book the price as a cost; then resolve this exception.`,
				),
			);
	},
	'shipment.in_transit': track,
	'shipment.delivered': (state, data, event, exceptions) => {
		track(state, data, event);
		const { trackingNumber } = data.tracking;
		if (openClaimOf(state, trackingNumber))
			openOnce(
				state,
				exceptions,
				exceptionOf(
					'found_parcel',
					`Parcel ${trackingNumber} has arrived after it was claimed from the carrier. Withdraw the claim when its goods are whole, and record what the carrier pays (claim.decided); then resolve this exception.`,
					{ parcel: trackingNumber },
				),
			);
	},
	'shipment.exception': (state, data, event, exceptions) => {
		track(state, data, event);
		openOnce(state, exceptions, wrongWith(data.tracking));
	},
	'claim.opened': (state, { claim }) => {
		state.claims = [...(state.claims ?? []), claim];
	},
	'claim.decided': (state, { claim, outcome, amount }) => {
		for (const one of state.claims ?? [])
			if (one.id === claim) Object.assign(one, { outcome, ...(amount && { amount }) });
	},
};

/** A parcel goes forward only: what a carrier tells late stays in the history, and changes nothing. */
function track(state: CaseState, { tracking }: EventData<'shipment.delivered'>, { type, time: told }: CaseEvent): void {
	releaseClock(state, 'carrier', tracking.time ?? told);
	const { trackingNumber, detail, estimatedDelivery } = tracking;
	const status = parcelStatusOf(type, tracking.status);
	const known = state.parcels?.find((one) => one.trackingNumber === trackingNumber);
	if (!isNews(known, status, detail)) return;
	state.tracking = { trackingNumber, status: tracking.status };
	const time = tracking.time ?? told;
	const parcel = {
		...known,
		trackingNumber,
		...afterNews(known, status, detail),
		acceptedAt: known?.acceptedAt ?? time,
		...(status === 'delivered' && { deliveredAt: time }),
		...(estimatedDelivery && { estimatedDelivery }),
	};
	state.parcels = [...(state.parcels ?? []).filter((one) => one !== known), parcel];
}

/** One exception for the same of a parcel is enough while it is open; of a problem on its way, one for each of the carrier's words. */
function openOnce({ exceptions: known }: CaseState, exceptions: CaseException[], exception: CaseException): void {
	const isOpen = known.some(
		({ code, parcel, message, resolved }) =>
			!resolved &&
			code === exception.code &&
			parcel === exception.parcel &&
			(code !== 'shipment' || message === exception.message),
	);
	if (!isOpen) exceptions.push(exception);
}

/** What a person is asked when something is wrong with a parcel. */
function wrongWith({ trackingNumber, status, detail }: EventData<'shipment.exception'>['tracking']): CaseException {
	const about = { parcel: trackingNumber };
	const said = `The carrier reports "${detail ?? status}" for parcel ${trackingNumber}.`;
	if (damageOf({ status, detail }))
		return exceptionOf(
			'lost_parcel',
			`${said} Claim it from the carrier, and decide whether the customer gets the money: the parcel is at the shop's risk when the shop made its label. Then resolve this exception.`,
			about,
		);
	if (status === 'returned_to_sender')
		return exceptionOf(
			'returned_parcel',
			`${said} It goes back to the customer, and not by the customer's doing. Make another label, or collect the goods; then resolve this exception.`,
			about,
		);
	return exceptionOf(
		'shipment',
		`${said} Ask the carrier where it is and tell the customer, then resolve this exception.`,
		about,
	);
}
