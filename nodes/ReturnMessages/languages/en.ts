import type { Words } from './words';

export const en: Words = {
	messages: {
		requested: {
			subject: 'We have received your return request ({reference})',
			text: 'We have received your return request and look at it now. You will hear from us; please do not send anything yet.',
		},
		approved: { subject: 'Your return is approved ({reference})', text: 'We have approved your return.' },
		label: { subject: 'Your return label ({reference})', text: 'Print this label and hand in your parcel.' },
		reminder: {
			subject: 'Please send your return ({reference})',
			text: 'Your return is approved, and nothing has reached us yet. If you have sent it already, you need not do anything.',
		},
		received: {
			subject: 'Your return has arrived ({reference})',
			text: 'Your return has arrived. We check the goods next.',
		},
		part_received: {
			subject: 'Part of your return has arrived ({reference})',
			text: 'Part of your return has arrived. The rest has not reached us yet.',
		},
		inspected: { subject: 'Your goods have been checked ({reference})', text: 'We have checked your goods.' },
		sent_back: {
			subject: 'Your goods come back to you ({reference})',
			text: 'We cannot take these goods back as they are, and send them to you again.',
		},
		refund_paid: { subject: 'Your refund ({reference})', text: 'We have paid your money back.' },
		refund_failed: {
			subject: 'Your refund is delayed ({reference})',
			text: 'Your refund could not be delivered. We see to it and pay it another way; you need not do anything.',
		},
		declined: { subject: 'Your return ({reference})', text: 'We cannot take these goods back.' },
		canceled: {
			subject: 'Your return is canceled ({reference})',
			text: 'This return has been canceled. Please do not use its label any more.',
		},
		expired: {
			subject: 'Your return has expired ({reference})',
			text: 'Nothing has come in time, so this return has ended. Please do not use its label any more.',
		},
		exchange: { subject: 'Your exchange ({reference})', text: 'Here is how your exchange stands.' },
		credit_issued: {
			subject: 'Your store credit ({reference})',
			text: 'We have given you store credit for your next purchase.',
		},
		withdrawal_received: {
			subject: 'We have received your withdrawal ({reference})',
			text: 'We have received your statement that you withdraw from the contract. This confirms that it was received, and when; whether it was in time is not said by that.',
		},
		review: { subject: 'A return waits for your decision ({reference})', text: 'This return waits for your decision.' },
		exception: {
			subject: 'A return needs you ({reference})',
			text: 'Something of this return is not as it should be, and needs a person.',
		},
		stuck: {
			subject: 'A step is stuck: {step} ({reference})',
			text: 'The step {step} is stuck: it waits for a person, and goes on once it is replayed.',
		},
		connection: {
			subject:
				'{connection_state, select, paused {Connection paused: {connection}} other {Connection resumed: {connection}}}',
			text: '{connection_state, select, paused {The connection {connection} is paused. Its steps wait without using up their tries.} other {The connection {connection} works again. Its steps go on.}}',
		},
		not_expected: {
			subject: 'Do not expect this return ({reference})',
			text: 'This return has ended, and its receipt is canceled in Odoo. When a parcel of it comes all the same, set it aside and count it in the form Receive Goods.',
		},
	},
	labels: {
		return: 'Return',
		order: 'Order',
		goods: 'Goods',
		missing: 'Still missing',
		amount: 'Amount',
		paid_on: 'Paid on',
		carrier: 'Carrier',
		tracking_number: 'Tracking number',
		send_by: 'To be sent by',
		name: 'Name',
		contract: 'Contract',
		email: 'E-mail address',
		withdrawn_from: 'Withdrawn from',
		received_by: 'Received by',
		received_on: 'Received on',
		statement: 'Your statement',
		receipt: 'Receipt',
		reason: 'Why',
		advice: 'What to do',
		shipping: 'Shipping',
		adjustment: 'Adjustment',
	},
	parts: {
		return_fee: 'Return fee',
		restocking_fee: 'Restocking fee for {goods}',
		piece_fee: 'Fee for {goods}',
		deduction: 'Deduction for {goods}',
		label: 'Return label',
		kept: 'Not paid back of {goods}, which you keep',
		tax_kept: 'Tax on {goods}, which is not paid back',
		duties: 'Duties on {goods}',
		bonus: 'Bonus for store credit',
		not_paid: 'Was not paid, or was paid back before',
		other_refund: 'Paid back by another refund',
	},
	phrases: {
		greeting: 'Hello {name},',
		greeting_unknown: 'Hello,',
		piece: '{quantity} × {goods}',
		drop_off: 'Bring the goods to one of our stores and show this code there: {reference}',
		label_follows: 'Your return label comes in an e-mail of its own.',
		label_elsewhere: 'The label comes separately.',
		open_label: 'Open the return label',
		follow_parcel: 'Follow the parcel',
		arrives_on_card:
			'It goes back to the card or account that you paid with. Depending on your bank, you see it there after 5 to 10 business days.',
		arrives_as_credit: 'It goes back to the gift card or store credit that you paid with, and can be used at once.',
		arrives_by_hand: 'It was transferred by our accounting department, and arrives within a few business days.',
		object_decline:
			'If you do not agree, answer this e-mail and tell us why; a person then looks at it again. Your rights by law stay as they are.',
		object_deduction: 'If you do not agree with a deduction, answer this e-mail and tell us why.',
		exchange_held: 'We keep the new goods for you until yours are back.',
		exchange_ordered: 'Your new goods are ordered.',
		exchange_invoice: 'The invoice follows with the delivery.',
		exchange_to_pay:
			'They cost more than what you send back: please pay the difference of {amount} on the invoice that you get.',
		exchange_rest: 'They cost less than what you send back: we pay the rest of {amount} back.',
		exchange_even: 'There is nothing to pay.',
		whole_contract: 'the whole contract',
		see_and_decide: 'See it and decide',
		see_execution: 'See the execution',
	},
	reasons: {
		final_sale: 'The goods were sold as final sale.',
		window_over: 'The return period is over.',
		quantity_unavailable: 'These goods have been returned already.',
		quantity_limited: 'Fewer pieces are left to be returned than were asked for.',
	},
};
