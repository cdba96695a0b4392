import type { Words } from './words';

export const nl: Words = {
	messages: {
		requested: {
			subject: 'We hebben uw retouraanvraag ontvangen ({reference})',
			text: 'We hebben uw retouraanvraag ontvangen en bekijken die nu. U hoort van ons; stuur nog niets op.',
		},
		question: {
			subject: 'Een vraag over uw retour ({reference})',
			text: 'Voordat we over uw retour kunnen beslissen, vragen we u ons het volgende te laten weten of te sturen. U kunt gewoon op deze e-mail antwoorden.',
		},
		approved: { subject: 'Uw retour is goedgekeurd ({reference})', text: 'We hebben uw retour goedgekeurd.' },
		label: { subject: 'Uw retourlabel ({reference})', text: 'Print dit label en lever uw pakket in.' },
		reminder: {
			subject: 'Stuur uw retour alstublieft op ({reference})',
			text: 'Uw retour is goedgekeurd, maar er is nog niets bij ons aangekomen. Hebt u het al opgestuurd, dan hoeft u niets te doen.',
		},
		received: {
			subject: 'Uw retour is aangekomen ({reference})',
			text: 'Uw retour is aangekomen. We controleren nu de artikelen.',
		},
		part_received: {
			subject: 'Een deel van uw retour is aangekomen ({reference})',
			text: 'Een deel van uw retour is aangekomen. De rest is nog niet bij ons.',
		},
		inspected: {
			subject: 'Uw artikelen zijn gecontroleerd ({reference})',
			text: 'We hebben uw artikelen gecontroleerd.',
		},
		sent_back: {
			subject: 'Uw artikelen komen naar u terug ({reference})',
			text: 'We kunnen deze artikelen zo niet terugnemen en sturen ze weer naar u toe.',
		},
		refund_paid: { subject: 'Uw terugbetaling ({reference})', text: 'We hebben uw geld terugbetaald.' },
		refund_failed: {
			subject: 'Uw terugbetaling is vertraagd ({reference})',
			text: 'Uw terugbetaling kon niet worden afgeleverd. We zorgen ervoor en betalen op een andere manier; u hoeft niets te doen.',
		},
		declined: { subject: 'Uw retour ({reference})', text: 'We kunnen deze artikelen niet terugnemen.' },
		canceled: {
			subject: 'Uw retour is geannuleerd ({reference})',
			text: 'Deze retour is geannuleerd. Gebruik het label niet meer.',
		},
		expired: {
			subject: 'Uw retour is verlopen ({reference})',
			text: 'Er is niet op tijd iets aangekomen, dus deze retour is beëindigd. Gebruik het label niet meer.',
		},
		exchange: { subject: 'Uw ruiling ({reference})', text: 'Zo staat het met uw ruiling.' },
		credit_issued: {
			subject: 'Uw tegoed ({reference})',
			text: 'We hebben u een tegoed gegeven voor uw volgende aankoop.',
		},
		withdrawal_received: {
			subject: 'We hebben uw herroeping ontvangen ({reference})',
			text: 'We hebben uw verklaring ontvangen dat u de overeenkomst herroept. Dit bevestigt dat en wanneer ze is ontvangen; het zegt niet of ze op tijd was.',
		},
		review: { subject: 'Een retour wacht op uw beslissing ({reference})', text: 'Deze retour wacht op uw beslissing.' },
		exception: {
			subject: 'Een retour heeft u nodig ({reference})',
			text: 'Er klopt iets niet aan deze retour; iemand moet ernaar kijken.',
		},
		stuck: {
			subject: 'Een stap zit vast: {step} ({reference})',
			text: 'De stap {step} zit vast: hij wacht op een persoon en gaat verder als hij opnieuw wordt uitgevoerd.',
		},
		connection: {
			subject:
				'{connection_state, select, paused {Verbinding gepauzeerd: {connection}} other {Verbinding hervat: {connection}}}',
			text: '{connection_state, select, paused {De verbinding {connection} is gepauzeerd. De stappen wachten zonder pogingen te verbruiken.} other {De verbinding {connection} werkt weer. De stappen gaan verder.}}',
		},
		not_expected: {
			subject: 'Verwacht deze retour niet ({reference})',
			text: 'Deze retour is beëindigd en de ontvangst is in Odoo geannuleerd. Komt er toch een pakket van binnen, zet het dan apart en tel het in het formulier Receive Goods.',
		},
		claim: {
			subject: 'Een pakket te claimen bij de vervoerder ({reference})',
			text: 'De vervoerder heeft dit pakket verloren of beschadigd. Claim het met de gegevens hieronder, binnen de termijn van het contract; leg daarna vast wat de vervoerder antwoordt (claim.decided).',
		},
	},
	labels: {
		return: 'Retour',
		order: 'Bestelling',
		goods: 'Artikelen',
		missing: 'Ontbreekt nog',
		amount: 'Bedrag',
		paid_on: 'Betaald op',
		carrier: 'Vervoerder',
		tracking_number: 'Trackingnummer',
		send_by: 'Op te sturen vóór',
		name: 'Naam',
		contract: 'Overeenkomst',
		email: 'E-mailadres',
		withdrawn_from: 'Herroepen',
		received_by: 'Ontvangen via',
		received_on: 'Ontvangen op',
		statement: 'Uw verklaring',
		receipt: 'Ontvangst',
		reason: 'Reden',
		advice: 'Wat te doen',
		shipping: 'Verzending',
		adjustment: 'Aanpassing',
		label: 'Label',
		handed_over: 'Bij de vervoerder sinds',
		code: 'Code',
	},
	parts: {
		return_fee: 'Retourkosten',
		restocking_fee: 'Kosten voor het terugleggen van {goods}',
		piece_fee: 'Kosten voor {goods}',
		deduction: 'Aftrek voor {goods}',
		label: 'Retourlabel',
		kept: 'Niet terugbetaald van {goods}, dat u houdt',
		tax_kept: 'Belasting op {goods}, die niet wordt terugbetaald',
		duties: 'Invoerrechten op {goods}',
		bonus: 'Bonus voor tegoed',
		not_paid: 'Niet betaald, of al terugbetaald',
		outstanding: 'Nog te betalen voor de bestelling',
		rounding: 'Afgerond op een betaalbaar bedrag',
		coins: 'Aan de kassa op munten afgerond',
		other_refund: 'Betaald met een andere terugbetaling',
	},
	phrases: {
		greeting: 'Beste {name},',
		greeting_unknown: 'Goedendag,',
		piece: '{quantity} × {goods}',
		drop_off: 'Breng de artikelen naar een van onze winkels en laat daar deze code zien: {reference}',
		label_follows: 'Uw retourlabel komt in een aparte e-mail.',
		label_elsewhere: 'Het label komt apart.',
		open_label: 'Retourlabel openen',
		show_code: 'Toon deze code bij het afgiftepunt; het label wordt daar geprint.',
		open_code: 'Code openen',
		follow_parcel: 'Pakket volgen',
		arrives_on_card:
			'Het gaat terug naar de kaart of rekening waarmee u hebt betaald. Afhankelijk van uw bank ziet u het daar na 5 tot 10 werkdagen.',
		arrives_as_credit:
			'Het gaat terug naar de cadeaubon of het tegoed waarmee u hebt betaald, en is meteen te gebruiken.',
		arrives_by_hand: 'Onze boekhouding heeft het overgemaakt; het komt binnen enkele werkdagen aan.',
		object_decline:
			'Bent u het er niet mee eens, antwoord dan op deze e-mail en vertel ons waarom; iemand kijkt er dan nog eens naar. Uw wettelijke rechten blijven gelden.',
		object_deduction: 'Bent u het niet eens met een aftrek, antwoord dan op deze e-mail en vertel ons waarom.',
		exchange_held: 'We houden de nieuwe artikelen voor u vast tot de uwe terug zijn.',
		exchange_ordered: 'Uw nieuwe artikelen zijn besteld.',
		exchange_invoice: 'De factuur volgt bij de levering.',
		exchange_to_pay:
			'Ze kosten meer dan wat u terugstuurt: betaal het verschil van {amount} op de factuur die u krijgt.',
		exchange_rest: 'Ze kosten minder dan wat u terugstuurt: we betalen de rest van {amount} terug.',
		exchange_even: 'Er is niets te betalen.',
		whole_contract: 'de hele overeenkomst',
		see_and_decide: 'Bekijken en beslissen',
		see_execution: 'Uitvoering bekijken',
	},
	reasons: {
		final_sale: 'De artikelen zijn verkocht zonder recht op retour.',
		window_over: 'De retourtermijn is voorbij.',
		quantity_unavailable: 'Deze artikelen zijn al teruggestuurd.',
		quantity_limited: 'Er kunnen minder stuks worden teruggestuurd dan aangevraagd.',
	},
};
