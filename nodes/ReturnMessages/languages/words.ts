import type { MessageName, MessagePart, PartName, ReasonForCustomers } from '../../shared/model';

/** Names of what stands beside them. */
type Label =
	| 'return'
	| 'order'
	| 'goods'
	| 'missing'
	| 'amount'
	| 'paid_on'
	| 'carrier'
	| 'tracking_number'
	| 'send_by'
	| 'name'
	| 'contract'
	| 'email'
	| 'withdrawn_from'
	| 'received_by'
	| 'received_on'
	| 'statement'
	| 'receipt'
	| 'reason'
	| 'advice'
	| 'shipping'
	| 'adjustment'
	| 'label'
	| 'handed_over'
	| 'code';

/** Sentences that a message has when they are true, and names of links. */
type Phrase =
	| 'greeting'
	| 'greeting_unknown'
	| 'piece'
	| 'drop_off'
	| 'label_follows'
	| 'label_elsewhere'
	| 'open_label'
	| 'show_code'
	| 'open_code'
	| 'follow_parcel'
	| 'arrives_on_card'
	| 'arrives_as_credit'
	| 'arrives_by_hand'
	| 'object_decline'
	| 'object_deduction'
	| 'exchange_held'
	| 'exchange_ordered'
	| 'exchange_invoice'
	| 'exchange_to_pay'
	| 'exchange_rest'
	| 'exchange_even'
	| 'whole_contract'
	| 'see_and_decide'
	| 'see_execution';

/**
 * All words of a language, as ICU messages. Apostrophes are typographic (’), since ICU takes a plain one before a brace for a quotation mark. The
 * values in braces are the same in every language (test/ReturnMessages/languages.test.ts).
 */
export interface Words {
	messages: Record<MessageName, Record<MessagePart, string>>;
	labels: Record<Label, string>;
	/** What a refund is made of besides goods and shipping. */
	parts: Record<PartName, string>;
	phrases: Record<Phrase, string>;
	reasons: Record<ReasonForCustomers, string>;
}
