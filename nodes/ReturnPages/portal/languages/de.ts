import type { PortalWords } from './words';

export const de: PortalWords = {
	language: 'Deutsch',
	languages: 'Sprache',
	withdraw: {
		function: 'Vertrag widerrufen',
		confirm: 'Widerruf bestätigen',
		about:
			'Erklären Sie uns hier, dass Sie Ihren Vertrag widerrufen. Sie brauchen keinen Grund zu nennen und kein Konto. Auf der nächsten Seite sehen Sie, was Sie erklären, und bestätigen es.',
		name: 'Ihr Name',
		contract: 'Bestellnummer',
		contractHint: 'Wenn Sie sie nicht haben, schreiben Sie, was Sie wann gekauft haben.',
		email: 'Ihre E-Mail-Adresse',
		emailHint: 'Dorthin senden wir die Eingangsbestätigung.',
		goods: 'Welche Ware (freiwillig)',
		goodsHint: 'Leer lassen, um den ganzen Vertrag zu widerrufen. Sonst eine Ware in jeder Zeile, z. B. 2 x T-Shirt.',
		check: 'Prüfen Sie, was Sie erklären',
		checkText: 'Sie erklären, dass Sie diesen Vertrag widerrufen. Es gilt, sobald Sie es bestätigen.',
		change: 'Ändern',
		withdrawnFrom: 'Widerrufen',
		wholeContract: 'der ganze Vertrag',
		receivedOn: 'Eingegangen am',
		reference: 'Vorgangsnummer',
		received: 'Wir haben Ihren Widerruf erhalten',
		receivedText:
			'Das bestätigt den Eingang Ihrer Erklärung und seinen Zeitpunkt. Ob sie rechtzeitig war, ist damit nicht gesagt; Sie hören von uns.',
		mailed: 'Wir senden diese Eingangsbestätigung an {email}.',
		held: 'Es wurden schon so viele Eingangsbestätigungen angefordert, dass diese nicht von selbst per E-Mail kommt. Ihre Erklärung gilt trotzdem. Speichern Sie die Bestätigung; unser Kundendienst kümmert sich darum.',
		notMailed:
			'An die Adresse, wie Sie sie geschrieben haben, können wir keine E-Mail senden. Ihre Erklärung gilt trotzdem. Speichern Sie die Bestätigung; unser Kundendienst kümmert sich darum.',
		save: 'Eingangsbestätigung speichern',
		wrong: 'Es fehlt noch etwas',
		noName: 'Schreiben Sie Ihren Namen',
		noContract: 'Schreiben Sie die Bestellnummer oder was Sie gekauft haben',
		noEmail: 'Schreiben Sie eine E-Mail-Adresse wie name@example.com',
		failed: 'Ihr Widerruf ist noch nicht erfasst',
		failedText: 'Bei uns stimmt etwas nicht. Bitte bestätigen Sie ihn gleich noch einmal.',
	},
	gone: 'Hier ist nichts',
	goneText: 'Diese Seite gibt es nicht, oder ihr Link ist zu alt.',
};
