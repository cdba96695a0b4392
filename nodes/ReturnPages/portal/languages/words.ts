import type { AuthorizationStatus, LogisticsStatus, RefundWay, SettlementStatus } from '../../../shared/model';

/** Why a piece cannot come back, as far as that is meant for customers. */
export const whyNots = ['final_sale', 'window_over', 'quantity_unavailable', 'other'] as const;
export type WhyNot = (typeof whyNots)[number];

/** Why customers send something back. */
export const customerReasons = [
	'size_too_small',
	'size_too_large',
	'unwanted',
	'not_as_described',
	'defective',
	'wrong_item',
	'other',
] as const;
export type CustomerReason = (typeof customerReasons)[number];

/**
 * What the pages for customers say, in one language. ICU messages: apostrophes are typographic (’), and what stands in braces is the same in every
 * language (test/ReturnPages/portal/words.test.ts).
 */
export interface PortalWords {
	/** Name of the language in itself. */
	language: string;
	/** Names the list of languages. */
	languages: string;
	withdraw: {
		/** The function and its confirmation, as the directive of each language has them (2011/83/EU Art. 11a(1), (3); docs/guides/withdrawal.md). */
		function: string;
		confirm: string;
		about: string;
		/** What is asked. */
		name: string;
		contract: string;
		contractHint: string;
		email: string;
		emailHint: string;
		goods: string;
		goodsHint: string;
		/** The second step. */
		check: string;
		checkText: string;
		change: string;
		/** What is shown of a statement. */
		withdrawnFrom: string;
		wholeContract: string;
		receivedOn: string;
		reference: string;
		/** What follows. */
		received: string;
		receivedText: string;
		/** {email} */
		mailed: string;
		held: string;
		notMailed: string;
		save: string;
		/** What is missing. */
		wrong: string;
		noName: string;
		noContract: string;
		noEmail: string;
		/** It could not be kept. */
		failed: string;
		failedText: string;
	};
	/** Where both ways are offered. */
	home: Record<'title' | 'items' | 'itemsAbout' | 'withdrawAbout', string>;
	/** Number and e-mail address of an order, and the e-mail with the link to it. Subject: {order} */
	find: Record<
		'title' | 'about' | 'number' | 'email' | 'send' | 'sent' | 'sentText' | 'noNumber' | 'subject' | 'mail' | 'link',
		string
	>;
	order: Record<
		| 'about'
		| 'quantity'
		| 'reason'
		| 'chooseReason'
		| 'cannot'
		| 'resolution'
		| 'next'
		| 'nothing'
		| 'check'
		| 'estimate'
		| 'estimateText'
		| 'confirm'
		| 'photo'
		| 'photoHint'
		| 'photoWrong',
		string
	> & {
		/** {order} */
		title: string;
		/** {count} */
		ofCount: string;
		why: Record<WhyNot, string>;
		refundTo: Record<RefundWay, string>;
		reasons: Record<CustomerReason, string>;
	};
	status: Record<
		| 'title'
		| 'authorizationTitle'
		| 'logisticsTitle'
		| 'expectedOn'
		| 'settlementTitle'
		| 'goods'
		| 'label'
		| 'code'
		| 'codeText'
		| 'tracking'
		| 'addPhoto'
		| 'sendPhoto'
		| 'photoKept'
		| 'keep'
		| 'unknown',
		string
	> & {
		authorization: Record<AuthorizationStatus, string>;
		logistics: Record<LogisticsStatus, string>;
		settlement: Record<SettlementStatus, string>;
	};
	/** There is no such page, or it could not be shown. */
	gone: string;
	goneText: string;
}
