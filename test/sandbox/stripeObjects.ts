/** Stripe's objects as the stand-in keeps them, with every field that API version 2026-10-28.endive requires. */
export interface Charge {
	id: string;
	amount: number;
	amount_captured: number;
	amount_refunded: number;
	currency: string;
	captured: boolean;
	disputed: boolean;
	refunded: boolean;
	payment_intent: string | null;
	created: number;
	[field: string]: unknown;
}

export interface StripeRefund {
	id: string;
	amount: number;
	charge: string;
	payment_intent: string | null;
	currency: string;
	status: string;
	metadata: Record<string, string>;
	created: number;
	[field: string]: unknown;
}

export type PaymentIntent = { id: string; latest_charge: string | null; amount: number; currency: string; [field: string]: unknown };

const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));

export function chargeOf(values: { id: string; amount: number; currency: string; created: number; payment_intent?: string | null; captured?: boolean }): Charge {
	const captured = values.captured ?? true;
	return {
		object: 'charge', amount_captured: captured ? values.amount : 0, amount_refunded: 0, disputed: false, refunded: false, paid: true, livemode: false, status: 'succeeded',
		billing_details: { address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }, email: null, name: null, phone: null, tax_id: null },
		fraud_details: {}, metadata: {}, payment_intent: null, balance_transaction: captured ? `txn_${values.id}` : null, payment_method: 'pm_card_visa',
		...nothing(
			'application', 'application_fee', 'application_fee_amount', 'calculated_statement_descriptor', 'customer', 'description', 'failure_balance_transaction', 'failure_code', 'failure_message',
			'on_behalf_of', 'outcome', 'payment_method_details', 'receipt_email', 'receipt_number', 'receipt_url', 'review', 'shipping', 'source', 'source_transfer', 'statement_descriptor',
			'statement_descriptor_suffix', 'transfer_data', 'transfer_group',
		),
		...values,
		captured,
	};
}

export function paymentIntentOf(values: { id: string; amount: number; currency: string; created: number; latest_charge: string }): PaymentIntent {
	return {
		object: 'payment_intent', amount_capturable: 0, amount_received: values.amount, capture_method: 'automatic', client_secret: `${values.id}_secret_sandbox`, confirmation_method: 'automatic',
		livemode: false, metadata: {}, payment_method: 'pm_card_visa', payment_method_options: {}, payment_method_types: ['card'], status: 'succeeded',
		...nothing(
			'allowed_payment_method_types', 'application', 'application_fee_amount', 'automatic_payment_methods', 'canceled_at', 'cancellation_reason', 'customer', 'customer_account', 'description',
			'excluded_payment_method_types', 'last_payment_error', 'managed_payments', 'next_action', 'on_behalf_of', 'payment_method_configuration_details', 'payment_record', 'processing',
			'receipt_email', 'review', 'setup_future_usage', 'shipping', 'source', 'statement_descriptor', 'statement_descriptor_suffix', 'transfer_group',
		),
		...values,
	};
}

export function refundOf(values: { id: string; amount: number; charge: Charge; status: string; metadata: Record<string, string>; reason: string | null; created: number }): StripeRefund {
	const { charge, ...rest } = values;
	const settled = values.status === 'succeeded' || values.status === 'pending';
	return {
		object: 'refund', currency: charge.currency, charge: charge.id, payment_intent: charge.payment_intent, balance_transaction: settled ? `txn_${values.id}` : null, payment_method: 'pm_card_visa',
		destination_details: { type: 'card', card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' } },
		...nothing('customer', 'customer_account', 'receipt_number', 'source_transfer_reversal', 'transfer_reversal'),
		...(values.status === 'pending' && { pending_reason: 'processing' }),
		...rest,
	};
}

/** An error answer of Stripe. */
export class StripeFault extends Error {
	constructor(readonly status: number, readonly body: { type: string; code?: string; message: string; param?: string }, readonly saved = false) {
		super(body.message);
	}
}
