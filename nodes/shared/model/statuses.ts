/** The four tracks of a case. They are computed from quantities and legs, never set (see case/rollUp.ts). */
export const authorizationStatuses = ['requested', 'in_review', 'approved', 'declined', 'canceled', 'expired'] as const;
export const logisticsStatuses = [
	'none',
	'label_issued',
	'in_transit',
	'delivered',
	'part_received',
	'received',
	'missing',
	'not_expected',
] as const;
export const inspectionStatuses = ['none', 'partial', 'done'] as const;
export const settlementStatuses = ['none', 'held', 'due', 'pending', 'part_settled', 'settled', 'failed'] as const;

export type AuthorizationStatus = (typeof authorizationStatuses)[number];
export type LogisticsStatus = (typeof logisticsStatuses)[number];
export type InspectionStatus = (typeof inspectionStatuses)[number];
export type SettlementStatus = (typeof settlementStatuses)[number];

/** Where inspected goods go that stay with the shop. */
export const stockPlaces = ['restock', 'quarantine', 'refurbish', 'vendor', 'donate', 'recycle', 'scrap'] as const;
export type StockPlace = (typeof stockPlaces)[number];

/** The same, and `customer`: the piece is not taken back, it is sent to the customer again and not refunded. */
export const destinations = [...stockPlaces, 'customer'] as const;
export type Destination = (typeof destinations)[number];

/** When a refund becomes due. */
export const refundTimings = ['at_approval', 'at_first_scan', 'at_receipt', 'after_inspection'] as const;
export type RefundTiming = (typeof refundTimings)[number];

/** How the customer gets what is owed: the way they paid, or as credit for the next purchase. */
export const refundWays = ['original', 'store_credit'] as const;
export type RefundWay = (typeof refundWays)[number];

/** What becomes of money that cannot go back the way it came: a person pays it, or the customer gets store credit. */
export const unrefundableWays = ['by_hand', 'store_credit'] as const;
export type UnrefundableWay = (typeof unrefundableWays)[number];

/** Which payments of an order give a refund back first; those of one turn share it. */
export const tenderOrders = ['in_shares', 'gift_cards_first', 'cards_first', 'gift_cards_last'] as const;
export type TenderOrder = (typeof tenderOrders)[number];

/** Who looks after an exception. */
export const owners = ['service', 'warehouse', 'finance', 'digital'] as const;
export type Owner = (typeof owners)[number];

/** Who is asked to decide about a return, by their address under `owners` in the settings. */
export const reviewAddressees = ['service', 'secondApprover', 'reviewEscalation'] as const;
export type ReviewAddressee = (typeof reviewAddressees)[number];

/** Canonical state of one refund at whoever moves the money. */
export const refundStatuses = ['pending', 'succeeded', 'failed', 'canceled'] as const;
export type RefundStatus = (typeof refundStatuses)[number];

/**
 * Where a parcel is, in the order in which a parcel goes: made is not yet seen by the carrier, and from delivered on it goes no further. Each
 * carrier service's own words are mapped to these in its folder.
 */
export const parcelStatuses = [
	'label_made',
	'accepted',
	'in_transit',
	'out_for_delivery',
	'available_for_pickup',
	'exception',
	'delivered',
	'returned_to_sender',
	'lost',
] as const;
export type ParcelStatus = (typeof parcelStatuses)[number];

/** What became of the price of a label that was given back; `nothing_due`: it costs something only when it is used. */
export const labelRefunds = ['requested', 'paid', 'refused', 'nothing_due'] as const;

/** Shopify's word for a transaction -> ours. What is not known to have ended is pending: it is looked up, never paid again. */
export const shopifyRefundStatuses: Record<string, RefundStatus> = {
	SUCCESS: 'succeeded',
	PENDING: 'pending',
	AWAITING_RESPONSE: 'pending',
	UNKNOWN: 'pending',
	FAILURE: 'failed',
	ERROR: 'failed',
};
