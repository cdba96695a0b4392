import type { Words } from './words';

export const de: Words = {
	messages: {
		requested: {
			subject: 'Ihre Rücksendung ist angemeldet ({reference})',
			text: 'Wir haben Ihre Anmeldung erhalten und sehen sie uns an. Sie hören von uns; bitte senden Sie noch nichts ab.',
		},
		question: {
			subject: 'Eine Frage zu Ihrer Rücksendung ({reference})',
			text: 'Bevor wir über Ihre Rücksendung entscheiden können, teilen oder senden Sie uns bitte Folgendes. Antworten Sie einfach auf diese E-Mail.',
		},
		approved: {
			subject: 'Ihre Rücksendung ist genehmigt ({reference})',
			text: 'Wir haben Ihre Rücksendung genehmigt.',
		},
		label: {
			subject: 'Ihr Rücksendeetikett ({reference})',
			text: 'Bitte drucken Sie dieses Etikett aus und geben Sie Ihr Paket damit auf.',
		},
		reminder: {
			subject: 'Bitte senden Sie Ihre Ware zurück ({reference})',
			text: 'Ihre Rücksendung ist genehmigt, bei uns ist aber noch nichts angekommen. Haben Sie die Ware schon abgeschickt, brauchen Sie nichts zu tun.',
		},
		received: {
			subject: 'Ihre Rücksendung ist angekommen ({reference})',
			text: 'Ihre Rücksendung ist angekommen. Als Nächstes prüfen wir die Ware.',
		},
		part_received: {
			subject: 'Ein Teil Ihrer Rücksendung ist angekommen ({reference})',
			text: 'Ein Teil Ihrer Rücksendung ist angekommen. Der Rest ist noch nicht bei uns.',
		},
		inspected: { subject: 'Ihre Ware ist geprüft ({reference})', text: 'Wir haben Ihre Ware geprüft.' },
		sent_back: {
			subject: 'Ihre Ware kommt zu Ihnen zurück ({reference})',
			text: 'Wir können diese Ware so nicht zurücknehmen und senden sie Ihnen wieder zu.',
		},
		refund_paid: { subject: 'Ihre Erstattung ({reference})', text: 'Wir haben Ihnen das Geld erstattet.' },
		refund_failed: {
			subject: 'Ihre Erstattung verzögert sich ({reference})',
			text: 'Ihre Erstattung konnte nicht zugestellt werden. Wir kümmern uns darum und zahlen auf anderem Weg; Sie brauchen nichts zu tun.',
		},
		declined: { subject: 'Ihre Rücksendung ({reference})', text: 'Wir können diese Ware nicht zurücknehmen.' },
		canceled: {
			subject: 'Ihre Rücksendung ist storniert ({reference})',
			text: 'Diese Rücksendung wurde storniert. Bitte verwenden Sie ihr Etikett nicht mehr.',
		},
		expired: {
			subject: 'Ihre Rücksendung ist abgelaufen ({reference})',
			text: 'Es kam rechtzeitig nichts an, daher ist die Rücksendung beendet. Bitte verwenden Sie ihr Etikett nicht mehr.',
		},
		exchange: { subject: 'Ihr Umtausch ({reference})', text: 'So steht es um Ihren Umtausch.' },
		credit_issued: {
			subject: 'Ihr Guthaben ({reference})',
			text: 'Wir haben Ihnen ein Guthaben für den nächsten Einkauf gegeben.',
		},
		withdrawal_received: {
			subject: 'Wir haben Ihren Widerruf erhalten ({reference})',
			text: 'Wir haben Ihre Erklärung erhalten, dass Sie den Vertrag widerrufen. Das bestätigt den Eingang und seinen Zeitpunkt; ob sie rechtzeitig war, ist damit nicht gesagt.',
		},
		review: {
			subject: 'Eine Rücksendung wartet auf Ihre Entscheidung ({reference})',
			text: 'Diese Rücksendung wartet auf Ihre Entscheidung.',
		},
		exception: {
			subject: 'Eine Rücksendung braucht Sie ({reference})',
			text: 'An dieser Rücksendung stimmt etwas nicht; jemand muss sich darum kümmern.',
		},
		stuck: {
			subject: 'Ein Schritt hängt: {step} ({reference})',
			text: 'Der Schritt {step} hängt: er wartet auf eine Person und geht weiter, wenn er noch einmal ausgeführt wird.',
		},
		connection: {
			subject:
				'{connection_state, select, paused {Verbindung angehalten: {connection}} other {Verbindung geht weiter: {connection}}}',
			text: '{connection_state, select, paused {Die Verbindung {connection} ist angehalten. Ihre Schritte warten, ohne Versuche zu verbrauchen.} other {Die Verbindung {connection} geht wieder. Ihre Schritte gehen weiter.}}',
		},
		not_expected: {
			subject: 'Diese Rücksendung kommt nicht ({reference})',
			text: 'Diese Rücksendung ist beendet, ihr Wareneingang in Odoo ist storniert. Kommt trotzdem ein Paket davon an, legen Sie es zur Seite und zählen Sie es im Formular Receive Goods.',
		},
		claim: {
			subject: 'Ein Paket beim Paketdienst zu reklamieren ({reference})',
			text: 'Der Paketdienst hat dieses Paket verloren oder beschädigt. Reklamieren Sie es mit den Angaben unten, innerhalb der Frist des Vertrags; halten Sie dann fest, was er antwortet (claim.decided).',
		},
	},
	labels: {
		return: 'Rücksendung',
		order: 'Bestellung',
		goods: 'Ware',
		missing: 'Fehlt noch',
		amount: 'Betrag',
		paid_on: 'Gezahlt am',
		carrier: 'Versanddienst',
		tracking_number: 'Sendungsnummer',
		send_by: 'Abzusenden bis',
		name: 'Name',
		contract: 'Vertrag',
		email: 'E-Mail-Adresse',
		withdrawn_from: 'Widerrufen',
		received_by: 'Eingegangen über',
		received_on: 'Eingegangen am',
		statement: 'Ihre Erklärung',
		receipt: 'Wareneingang',
		reason: 'Grund',
		advice: 'Was zu tun ist',
		shipping: 'Versand',
		adjustment: 'Anpassung',
		label: 'Etikett',
		handed_over: 'Beim Paketdienst seit',
		code: 'Code',
	},
	parts: {
		return_fee: 'Rücksendegebühr',
		restocking_fee: 'Wiedereinlagerungsgebühr für {goods}',
		piece_fee: 'Gebühr für {goods}',
		deduction: 'Abzug für {goods}',
		label: 'Rücksendeetikett',
		kept: 'Nicht erstattet von {goods}, das Sie behalten',
		tax_kept: 'Steuer auf {goods}, die nicht erstattet wird',
		duties: 'Zoll auf {goods}',
		bonus: 'Bonus für Guthaben',
		not_paid: 'Nicht bezahlt oder schon erstattet',
		outstanding: 'Für die Bestellung noch zu zahlen',
		rounding: 'Auf einen zahlbaren Betrag gerundet',
		coins: 'An der Kasse auf Münzen gerundet',
		other_refund: 'Mit einer anderen Erstattung gezahlt',
	},
	phrases: {
		greeting: 'Guten Tag {name},',
		greeting_unknown: 'Guten Tag,',
		piece: '{quantity} × {goods}',
		drop_off: 'Bringen Sie die Ware in eines unserer Geschäfte und zeigen Sie dort diesen Code: {reference}',
		label_follows: 'Ihr Rücksendeetikett kommt mit einer eigenen E-Mail.',
		label_elsewhere: 'Das Etikett kommt gesondert.',
		open_label: 'Rücksendeetikett öffnen',
		show_code: 'Zeigen Sie diesen Code in der Annahmestelle; das Etikett wird dort gedruckt.',
		open_code: 'Code öffnen',
		follow_parcel: 'Paket verfolgen',
		arrives_on_card:
			'Das Geld geht auf die Karte oder das Konto zurück, mit der oder dem Sie bezahlt haben. Je nach Bank sehen Sie es dort nach 5 bis 10 Werktagen.',
		arrives_as_credit:
			'Es geht auf den Gutschein oder das Guthaben zurück, womit Sie bezahlt haben, und kann sofort verwendet werden.',
		arrives_by_hand: 'Unsere Buchhaltung hat es überwiesen; es kommt in wenigen Werktagen an.',
		object_decline:
			'Wenn Sie nicht einverstanden sind, antworten Sie auf diese E-Mail und sagen Sie uns, warum; eine Person sieht es sich dann noch einmal an. Ihre gesetzlichen Rechte bleiben unberührt.',
		object_deduction:
			'Wenn Sie mit einem Abzug nicht einverstanden sind, antworten Sie auf diese E-Mail und sagen Sie uns, warum.',
		exchange_held: 'Wir halten die neue Ware für Sie zurück, bis Ihre bei uns ist.',
		exchange_ordered: 'Ihre neue Ware ist bestellt.',
		exchange_invoice: 'Die Rechnung kommt mit der Lieferung.',
		exchange_to_pay:
			'Sie kostet mehr als das, was Sie zurücksenden: bitte zahlen Sie die Differenz von {amount} auf die Rechnung, die Sie erhalten.',
		exchange_rest: 'Sie kostet weniger als das, was Sie zurücksenden: wir erstatten den Rest von {amount}.',
		exchange_even: 'Es ist nichts zu zahlen.',
		whole_contract: 'der ganze Vertrag',
		see_and_decide: 'Ansehen und entscheiden',
		see_execution: 'Ausführung ansehen',
	},
	reasons: {
		final_sale: 'Die Ware wurde vom Umtausch ausgeschlossen verkauft.',
		window_over: 'Die Rückgabefrist ist abgelaufen.',
		quantity_unavailable: 'Diese Ware wurde schon zurückgegeben.',
		quantity_limited: 'Es können weniger Stücke zurückgegeben werden als angemeldet.',
	},
};
