import type { PortalWords } from './words';

export const it: PortalWords = {
	language: 'Italiano',
	languages: 'Lingua',
	withdraw: {
		function: 'Recedere dal contratto qui',
		confirm: 'Conferma recesso',
		about:
			'Ci dichiari qui che recede dal Suo contratto. Non deve dire perché, e non serve un account. Nella pagina successiva vede che cosa dichiara e lo conferma.',
		name: 'Il Suo nome',
		contract: 'Numero d’ordine',
		contractHint: 'Se non lo ha, scriva che cosa ha comprato e quando.',
		email: 'Il Suo indirizzo e-mail',
		emailHint: 'Vi inviamo la conferma di ricezione.',
		goods: 'Quali articoli (facoltativo)',
		goodsHint:
			'Lasci vuoto per recedere dall’intero contratto. Altrimenti scriva un articolo per riga, ad esempio 2 x maglietta.',
		check: 'Controlli che cosa dichiara',
		checkText: 'Lei dichiara di recedere da questo contratto. Vale non appena lo conferma.',
		change: 'Modifica',
		withdrawnFrom: 'Recesso da',
		wholeContract: 'l’intero contratto',
		receivedOn: 'Ricevuto il',
		reference: 'Riferimento',
		received: 'Abbiamo ricevuto il Suo recesso',
		receivedText:
			'Questo conferma la ricezione della Sua dichiarazione e il momento. Non dice se sia stata fatta nei termini; avrà nostre notizie.',
		mailed: 'Inviamo questa conferma di ricezione a {email}.',
		held: 'Sono già state chieste tante conferme di ricezione che questa non parte da sola per e-mail. La Sua dichiarazione vale comunque. Salvi la conferma; il nostro servizio clienti se ne occupa.',
		notMailed:
			'Non possiamo inviare un’e-mail all’indirizzo così come lo ha scritto. La Sua dichiarazione vale comunque. Salvi la conferma; il nostro servizio clienti se ne occupa.',
		save: 'Salva la conferma di ricezione',
		wrong: 'Manca qualcosa',
		noName: 'Scriva il Suo nome',
		noContract: 'Scriva il numero d’ordine, o che cosa ha comprato',
		noEmail: 'Scriva un indirizzo e-mail come name@example.com',
		failed: 'Il Suo recesso non è ancora registrato',
		failedText: 'Qualcosa non va da parte nostra. Lo confermi di nuovo tra un momento.',
	},
	gone: 'Qui non c’è nulla',
	goneText: 'Questa pagina non esiste, o il suo link è troppo vecchio.',
};
