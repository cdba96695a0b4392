import type { Words } from './words';

export const it: Words = {
	messages: {
		requested: {
			subject: 'Abbiamo ricevuto la Sua richiesta di reso ({reference})',
			text: 'Abbiamo ricevuto la Sua richiesta di reso e la stiamo esaminando. Riceverà nostre notizie; per ora non spedisca nulla.',
		},
		question: {
			subject: 'Una domanda sul Suo reso ({reference})',
			text: 'Prima di poter decidere sul Suo reso, La preghiamo di comunicarci o inviarci quanto segue. Basta rispondere a questa e-mail.',
		},
		approved: { subject: 'Il Suo reso è approvato ({reference})', text: 'Abbiamo approvato il Suo reso.' },
		label: {
			subject: 'La Sua etichetta di reso ({reference})',
			text: 'Stampi questa etichetta e consegni il pacco.',
		},
		reminder: {
			subject: 'La preghiamo di spedire il reso ({reference})',
			text: 'Il Suo reso è approvato, ma non ci è ancora arrivato nulla. Se lo ha già spedito, non deve fare nulla.',
		},
		received: {
			subject: 'Il Suo reso è arrivato ({reference})',
			text: 'Il Suo reso è arrivato. Ora controlliamo gli articoli.',
		},
		part_received: {
			subject: 'Una parte del Suo reso è arrivata ({reference})',
			text: 'Una parte del Suo reso è arrivata. Il resto non ci è ancora arrivato.',
		},
		inspected: {
			subject: 'I Suoi articoli sono stati controllati ({reference})',
			text: 'Abbiamo controllato i Suoi articoli.',
		},
		sent_back: {
			subject: 'I Suoi articoli Le vengono rispediti ({reference})',
			text: 'Non possiamo riprendere questi articoli così come sono e Glieli rispediamo.',
		},
		refund_paid: { subject: 'Il Suo rimborso ({reference})', text: 'Le abbiamo restituito il denaro.' },
		refund_failed: {
			subject: 'Il Suo rimborso è in ritardo ({reference})',
			text: 'Non è stato possibile accreditare il Suo rimborso. Ce ne occupiamo e pagheremo in un altro modo; non deve fare nulla.',
		},
		declined: { subject: 'Il Suo reso ({reference})', text: 'Non possiamo riprendere questi articoli.' },
		canceled: {
			subject: 'Il Suo reso è annullato ({reference})',
			text: 'Questo reso è stato annullato. La preghiamo di non usare più la sua etichetta.',
		},
		expired: {
			subject: 'Il Suo reso è scaduto ({reference})',
			text: 'Non è arrivato nulla in tempo, perciò questo reso è terminato. La preghiamo di non usare più la sua etichetta.',
		},
		exchange: { subject: 'Il Suo cambio ({reference})', text: 'Ecco a che punto è il Suo cambio.' },
		credit_issued: {
			subject: 'Il Suo credito ({reference})',
			text: 'Le abbiamo dato un credito per il prossimo acquisto.',
		},
		withdrawal_received: {
			subject: 'Abbiamo ricevuto il Suo recesso ({reference})',
			text: 'Abbiamo ricevuto la Sua dichiarazione di recesso dal contratto. Questo ne conferma la ricezione e il momento; non dice se sia stata fatta nei termini.',
		},
		review: {
			subject: 'Un reso attende la Sua decisione ({reference})',
			text: 'Questo reso attende la Sua decisione.',
		},
		exception: {
			subject: 'Un reso ha bisogno di Lei ({reference})',
			text: 'In questo reso qualcosa non va e una persona deve occuparsene.',
		},
		stuck: {
			subject: 'Un passaggio è bloccato: {step} ({reference})',
			text: 'Il passaggio {step} è bloccato: attende una persona e riprende quando viene ripetuto.',
		},
		connection: {
			subject:
				'{connection_state, select, paused {Connessione in pausa: {connection}} other {Connessione ripristinata: {connection}}}',
			text: '{connection_state, select, paused {La connessione {connection} è in pausa. I suoi passaggi attendono senza consumare tentativi.} other {La connessione {connection} funziona di nuovo. I suoi passaggi riprendono.}}',
		},
		not_expected: {
			subject: 'Non attendere questo reso ({reference})',
			text: 'Questo reso è terminato e la sua ricezione è annullata in Odoo. Se arriva comunque un pacco, lo metta da parte e lo conti nel modulo Receive Goods.',
		},
		claim: {
			subject: 'Un pacco da reclamare al corriere ({reference})',
			text: 'Il corriere ha perso o danneggiato questo pacco. Presenti il reclamo con i dati qui sotto, entro i termini del contratto; poi registri la risposta (claim.decided).',
		},
	},
	labels: {
		return: 'Reso',
		order: 'Ordine',
		goods: 'Articoli',
		missing: 'Manca ancora',
		amount: 'Importo',
		paid_on: 'Pagato il',
		carrier: 'Corriere',
		tracking_number: 'Numero di tracciamento',
		send_by: 'Da spedire entro il',
		name: 'Nome',
		contract: 'Contratto',
		email: 'Indirizzo e-mail',
		withdrawn_from: 'Recesso da',
		received_by: 'Ricevuto tramite',
		received_on: 'Ricevuto il',
		statement: 'La Sua dichiarazione',
		receipt: 'Ricezione',
		reason: 'Motivo',
		advice: 'Che cosa fare',
		shipping: 'Spedizione',
		adjustment: 'Rettifica',
		label: 'Etichetta',
		handed_over: 'Presso il corriere dal',
		code: 'Codice',
	},
	parts: {
		return_fee: 'Spese di reso',
		restocking_fee: 'Spese di rimessa in magazzino per {goods}',
		piece_fee: 'Spese per {goods}',
		deduction: 'Detrazione per {goods}',
		label: 'Etichetta di reso',
		kept: 'Non rimborsato di {goods}, che Lei tiene',
		tax_kept: 'Imposta su {goods}, che non viene rimborsata',
		duties: 'Dazi su {goods}',
		bonus: 'Bonus per il credito',
		not_paid: 'Non pagato, o già rimborsato',
		outstanding: 'Ancora da pagare per l’ordine',
		rounding: 'Arrotondato a un importo pagabile',
		coins: 'Arrotondato alle monete in cassa',
		other_refund: 'Pagato con un altro rimborso',
	},
	phrases: {
		greeting: 'Buongiorno {name},',
		greeting_unknown: 'Buongiorno,',
		piece: '{quantity} × {goods}',
		drop_off: 'Porti gli articoli in uno dei nostri negozi e mostri questo codice: {reference}',
		label_follows: 'La Sua etichetta di reso arriva in un’altra e-mail.',
		label_elsewhere: 'L’etichetta arriva separatamente.',
		open_label: 'Aprire l’etichetta di reso',
		show_code: 'Mostri questo codice al punto di consegna: l’etichetta viene stampata lì.',
		open_code: 'Aprire il codice',
		follow_parcel: 'Seguire il pacco',
		arrives_on_card:
			'Torna sulla carta o sul conto con cui ha pagato. A seconda della banca, lo vedrà dopo 5-10 giorni lavorativi.',
		arrives_as_credit: 'Torna sulla carta regalo o sul credito con cui ha pagato e si può usare subito.',
		arrives_by_hand: 'La nostra contabilità lo ha trasferito; arriva in pochi giorni lavorativi.',
		object_decline:
			'Se non è d’accordo, risponda a questa e-mail e ci dica perché; una persona lo esaminerà di nuovo. I Suoi diritti di legge restano invariati.',
		object_deduction: 'Se non è d’accordo con una detrazione, risponda a questa e-mail e ci dica perché.',
		exchange_held: 'Teniamo da parte i nuovi articoli finché i Suoi non sono tornati.',
		exchange_ordered: 'I Suoi nuovi articoli sono ordinati.',
		exchange_invoice: 'La fattura arriva con la consegna.',
		exchange_to_pay:
			'Costano più di quello che restituisce: La preghiamo di pagare la differenza di {amount} sulla fattura che riceverà.',
		exchange_rest: 'Costano meno di quello che restituisce: Le rimborsiamo il resto di {amount}.',
		exchange_even: 'Non c’è nulla da pagare.',
		whole_contract: 'l’intero contratto',
		see_and_decide: 'Vedere e decidere',
		see_execution: 'Vedere l’esecuzione',
	},
	reasons: {
		final_sale: 'Gli articoli sono stati venduti senza possibilità di reso.',
		window_over: 'Il termine per il reso è scaduto.',
		quantity_unavailable: 'Questi articoli sono già stati resi.',
		quantity_limited: 'Restano da rendere meno pezzi di quanti richiesti.',
	},
};
