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

export type PaymentIntent = {
	id: string;
	latest_charge: string | null;
	amount: number;
	currency: string;
	[field: string]: unknown;
};

const nothing = (...names: string[]) => Object.fromEntries(names.map((name) => [name, null]));

export function chargeOf(values: {
	id: string;
	amount: number;
	currency: string;
	created: number;
	payment_intent?: string | null;
	captured?: boolean;
}): Charge {
	const captured = values.captured ?? true;
	return {
		object: 'charge',
		amount_captured: captured ? values.amount : 0,
		amount_refunded: 0,
		disputed: false,
		refunded: false,
		paid: true,
		livemode: false,
		status: 'succeeded',
		billing_details: {
			address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
			email: null,
			name: null,
			phone: null,
			tax_id: null,
		},
		fraud_details: {},
		metadata: {},
		payment_intent: null,
		balance_transaction: captured ? `txn_${values.id}` : null,
		payment_method: 'pm_card_visa',
		...nothing(
			'application',
			'application_fee',
			'application_fee_amount',
			'calculated_statement_descriptor',
			'customer',
			'description',
			'failure_balance_transaction',
			'failure_code',
			'failure_message',
			'on_behalf_of',
			'outcome',
			'payment_method_details',
			'receipt_email',
			'receipt_number',
			'receipt_url',
			'review',
			'shipping',
			'source',
			'source_transfer',
			'statement_descriptor',
			'statement_descriptor_suffix',
			'transfer_data',
			'transfer_group',
		),
		...values,
		captured,
	};
}

export function paymentIntentOf(values: {
	id: string;
	amount: number;
	currency: string;
	created: number;
	latest_charge: string;
}): PaymentIntent {
	return {
		object: 'payment_intent',
		amount_capturable: 0,
		amount_received: values.amount,
		capture_method: 'automatic',
		client_secret: `${values.id}_secret_sandbox`,
		confirmation_method: 'automatic',
		livemode: false,
		metadata: {},
		payment_method: 'pm_card_visa',
		payment_method_options: {},
		payment_method_types: ['card'],
		status: 'succeeded',
		...nothing(
			'allowed_payment_method_types',
			'application',
			'application_fee_amount',
			'automatic_payment_methods',
			'canceled_at',
			'cancellation_reason',
			'customer',
			'customer_account',
			'description',
			'excluded_payment_method_types',
			'last_payment_error',
			'managed_payments',
			'next_action',
			'on_behalf_of',
			'payment_method_configuration_details',
			'payment_record',
			'processing',
			'receipt_email',
			'review',
			'setup_future_usage',
			'shipping',
			'source',
			'statement_descriptor',
			'statement_descriptor_suffix',
			'transfer_group',
		),
		...values,
	};
}

/** The card of a charge whose amount is only authorised, until `captureBefore` (seconds since 1970). */
export function cardOf(captureBefore: number): object {
	return {
		brand: 'visa',
		capture_before: captureBefore,
		exp_month: 12,
		exp_year: 2030,
		...nothing(
			'amount_authorized',
			'authorization_code',
			'checks',
			'country',
			'electronic_commerce_indicator',
			'funding',
			'installments',
			'last4',
			'mandate',
			'network',
			'network_transaction_id',
			'regulated_status',
			'three_d_secure',
			'transaction_link_id',
			'wallet',
		),
	};
}

export function refundOf(values: {
	id: string;
	amount: number;
	charge: Charge;
	status: string;
	metadata: Record<string, string>;
	reason: string | null;
	created: number;
}): StripeRefund {
	const { charge, ...rest } = values;
	const settled = values.status === 'succeeded' || values.status === 'pending';
	return {
		object: 'refund',
		currency: charge.currency,
		charge: charge.id,
		payment_intent: charge.payment_intent,
		balance_transaction: settled ? `txn_${values.id}` : null,
		payment_method: 'pm_card_visa',
		destination_details: {
			type: 'card',
			card: { type: 'refund', reference_status: 'pending', reference_type: 'acquirer_reference_number' },
		},
		...nothing('customer', 'customer_account', 'receipt_number', 'source_transfer_reversal', 'transfer_reversal'),
		...(values.status === 'pending' && { pending_reason: 'processing' }),
		...(values.status === 'requires_action' && {
			next_action: {
				type: 'display_details',
				display_details: {
					email_sent: { email_sent_at: values.created, email_sent_to: 'alex@example.com' },
					expires_at: values.created + 3_888_000,
				},
			},
		}),
		...rest,
	};
}

/** An error answer of Stripe. */
export class StripeFault extends Error {
	constructor(
		readonly status: number,
		readonly body: { type: string; code?: string; message: string; param?: string },
		readonly saved = false,
	) {
		super(body.message);
	}
}

type Row = { id: string; created: number; [field: string]: unknown };

export interface BalanceTransaction extends Row {
	amount: number;
	fee: number;
	net: number;
	type: string;
	source: string | null;
	/** Which payout it is part of; not sent. */
	payout?: string;
}

export interface Endpoint extends Row {
	url: string;
	enabled_events: string[];
	status: string;
	metadata: Record<string, string>;
}

export interface Event extends Row {
	type: string;
	data: { object: Row };
}

export function payoutOf(values: {
	id: string;
	amount: number;
	currency: string;
	created: number;
	automatic?: boolean;
	reconciliation_status?: string;
	status?: string;
}): Row {
	return {
		object: 'payout',
		arrival_date: values.created + 172_800,
		automatic: true,
		balance_transaction: `txn_${values.id}`,
		destination: 'ba_sandbox',
		livemode: false,
		metadata: {},
		method: 'standard',
		reconciliation_status: 'completed',
		source_type: 'card',
		status: 'paid',
		type: 'bank_account',
		...nothing(
			'application_fee',
			'application_fee_amount',
			'description',
			'failure_balance_transaction',
			'failure_code',
			'failure_message',
			'original_payout',
			'payout_method',
			'reversed_by',
			'statement_descriptor',
			'trace_id',
		),
		...values,
	};
}

export function balanceTransactionOf(values: {
	id: string;
	amount: number;
	fee?: number;
	currency: string;
	type: string;
	reporting_category?: string;
	source: string | null;
	created: number;
}): BalanceTransaction {
	const fee = values.fee ?? 0;
	return {
		object: 'balance_transaction',
		available_on: values.created + 172_800,
		balance_type: 'payments',
		description: null,
		exchange_rate: null,
		fee_details: [],
		net: values.amount - fee,
		reporting_category:
			{ payment_refund: 'refund', payment_failure_refund: 'charge_failure' }[values.type] ?? values.type,
		status: 'available',
		...values,
		fee,
	};
}

export function disputeOf(values: {
	id: string;
	charge: Charge;
	created: number;
	status?: string;
	is_charge_refundable?: boolean;
}): Row {
	const { charge, ...rest } = values;
	return {
		object: 'dispute',
		amount: charge.amount,
		balance_transactions: [],
		charge: charge.id,
		currency: charge.currency,
		enhanced_eligibility_types: [],
		evidence: evidence(),
		intended_submission_method: null,
		evidence_details: {
			due_by: values.created + 604_800,
			enhanced_eligibility: {},
			has_evidence: false,
			past_due: false,
			submission_count: 0,
			submission_method: 'not_submitted',
		},
		is_charge_refundable: false,
		livemode: false,
		metadata: {},
		payment_intent: charge.payment_intent,
		reason: 'product_not_received',
		status: 'needs_response',
		...rest,
	};
}

function evidence(): object {
	return {
		enhanced_evidence: {},
		...nothing(
			'access_activity_log',
			'billing_address',
			'cancellation_policy',
			'cancellation_policy_disclosure',
			'cancellation_rebuttal',
			'customer_communication',
			'customer_email_address',
			'customer_name',
			'customer_purchase_ip',
			'customer_signature',
			'duplicate_charge_documentation',
			'duplicate_charge_explanation',
			'duplicate_charge_id',
			'product_description',
			'receipt',
			'refund_policy',
			'refund_policy_disclosure',
			'refund_refusal_explanation',
			'service_date',
			'service_documentation',
			'shipping_address',
			'shipping_carrier',
			'shipping_date',
			'shipping_documentation',
			'shipping_tracking_number',
			'uncategorized_file',
			'uncategorized_text',
		),
	};
}

export function eventOf(values: { id: string; type: string; created: number; object: object }): Event {
	const { object, ...rest } = values;
	return {
		object: 'event',
		api_version: '2026-10-28.endive',
		data: { object: structuredClone(object) as Row },
		livemode: false,
		pending_webhooks: 1,
		request: { id: null, idempotency_key: null },
		...rest,
	};
}

export function endpointOf(values: {
	id: string;
	url: string;
	enabled_events: string[];
	created: number;
	api_version: string | null;
	description: string | null;
	metadata: Record<string, string>;
}): Endpoint {
	return { object: 'webhook_endpoint', application: null, livemode: false, status: 'enabled', ...values };
}
