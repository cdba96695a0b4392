import type { PortalWords } from './words';

export const en: PortalWords = {
	language: 'English',
	languages: 'Language',
	withdraw: {
		function: 'Withdraw from contract here',
		confirm: 'Confirm withdrawal',
		about:
			'Tell us here that you withdraw from your contract. You need not say why, and you need no account. On the next page you see what you declare, and confirm it.',
		name: 'Your name',
		contract: 'Order number',
		contractHint: 'If you do not have it, write what you have bought, and when.',
		email: 'Your e-mail address',
		emailHint: 'We send the receipt there.',
		goods: 'Which goods (optional)',
		goodsHint:
			'Leave it empty to withdraw from the whole contract. Else write one kind of goods in each line, e.g. 2 x T-shirt.',
		check: 'Check what you declare',
		checkText: 'You declare that you withdraw from this contract. It counts when you confirm it.',
		change: 'Change',
		withdrawnFrom: 'Withdrawn from',
		wholeContract: 'the whole contract',
		receivedOn: 'Received on',
		reference: 'Reference',
		received: 'We have received your withdrawal',
		receivedText:
			'This confirms that your statement was received, and when. Whether it was in time is not said by that; you hear from us.',
		mailed: 'We send this receipt to {email}.',
		held: 'So many receipts were asked for already that this one is not e-mailed by itself. Your statement counts all the same. Save the receipt; our customer service sees to it.',
		notMailed:
			'We cannot e-mail the receipt to the address as you wrote it. Your statement counts all the same. Save the receipt; our customer service sees to it.',
		save: 'Save the receipt',
		wrong: 'Something is missing',
		noName: 'Write your name',
		noContract: 'Write the order number, or what you have bought',
		noEmail: 'Write an e-mail address such as name@example.com',
		failed: 'Your withdrawal was not recorded yet',
		failedText: 'Something is wrong on our side. Please confirm it again in a moment.',
	},
	gone: 'There is nothing here',
	goneText: 'This page does not exist, or its link is too old.',
};
