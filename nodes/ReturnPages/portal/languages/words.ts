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
	/** There is no such page, or it could not be shown. */
	gone: string;
	goneText: string;
}
