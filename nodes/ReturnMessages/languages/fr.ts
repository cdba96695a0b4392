import type { Words } from './words';

export const fr: Words = {
	messages: {
		requested: {
			subject: 'Nous avons reçu votre demande de retour ({reference})',
			text: 'Nous avons reçu votre demande de retour et l’examinons. Vous aurez de nos nouvelles ; merci de ne rien envoyer pour l’instant.',
		},
		question: {
			subject: 'Une question sur votre retour ({reference})',
			text: 'Avant de pouvoir décider de votre retour, nous vous prions de nous communiquer ou de nous envoyer ce qui suit. Il suffit de répondre à cet e-mail.',
		},
		approved: { subject: 'Votre retour est accepté ({reference})', text: 'Nous avons accepté votre retour.' },
		label: {
			subject: 'Votre étiquette de retour ({reference})',
			text: 'Imprimez cette étiquette et déposez votre colis.',
		},
		reminder: {
			subject: 'Merci d’envoyer votre retour ({reference})',
			text: 'Votre retour est accepté, mais rien ne nous est encore parvenu. Si vous l’avez déjà envoyé, vous n’avez rien à faire.',
		},
		received: {
			subject: 'Votre retour est arrivé ({reference})',
			text: 'Votre retour est arrivé. Nous vérifions maintenant les articles.',
		},
		part_received: {
			subject: 'Une partie de votre retour est arrivée ({reference})',
			text: 'Une partie de votre retour est arrivée. Le reste ne nous est pas encore parvenu.',
		},
		inspected: { subject: 'Vos articles ont été vérifiés ({reference})', text: 'Nous avons vérifié vos articles.' },
		sent_back: {
			subject: 'Vos articles vous sont renvoyés ({reference})',
			text: 'Nous ne pouvons pas reprendre ces articles en l’état et vous les renvoyons.',
		},
		refund_paid: { subject: 'Votre remboursement ({reference})', text: 'Nous vous avons remboursé.' },
		refund_failed: {
			subject: 'Votre remboursement est retardé ({reference})',
			text: 'Votre remboursement n’a pas pu aboutir. Nous nous en occupons et vous paierons autrement ; vous n’avez rien à faire.',
		},
		declined: { subject: 'Votre retour ({reference})', text: 'Nous ne pouvons pas reprendre ces articles.' },
		canceled: {
			subject: 'Votre retour est annulé ({reference})',
			text: 'Ce retour a été annulé. Merci de ne plus utiliser son étiquette.',
		},
		expired: {
			subject: 'Votre retour a expiré ({reference})',
			text: 'Rien n’est arrivé à temps, ce retour est donc terminé. Merci de ne plus utiliser son étiquette.',
		},
		exchange: { subject: 'Votre échange ({reference})', text: 'Voici où en est votre échange.' },
		credit_issued: {
			subject: 'Votre avoir ({reference})',
			text: 'Nous vous avons accordé un avoir pour votre prochain achat.',
		},
		withdrawal_received: {
			subject: 'Nous avons reçu votre rétractation ({reference})',
			text: 'Nous avons reçu votre déclaration de rétractation du contrat. Ceci confirme sa réception et sa date ; cela ne dit pas si elle a été faite dans le délai.',
		},
		review: {
			subject: 'Un retour attend votre décision ({reference})',
			text: 'Ce retour attend votre décision.',
		},
		exception: {
			subject: 'Un retour a besoin de vous ({reference})',
			text: 'Quelque chose ne va pas dans ce retour ; une personne doit s’en occuper.',
		},
		stuck: {
			subject: 'Une étape est bloquée : {step} ({reference})',
			text: 'L’étape {step} est bloquée : elle attend une personne et reprend une fois relancée.',
		},
		connection: {
			subject:
				'{connection_state, select, paused {Connexion en pause : {connection}} other {Connexion rétablie : {connection}}}',
			text: '{connection_state, select, paused {La connexion {connection} est en pause. Ses étapes attendent sans épuiser leurs essais.} other {La connexion {connection} fonctionne à nouveau. Ses étapes reprennent.}}',
		},
		not_expected: {
			subject: 'N’attendez plus ce retour ({reference})',
			text: 'Ce retour est terminé et sa réception est annulée dans Odoo. Si un colis arrive malgré tout, mettez-le de côté et comptez-le dans le formulaire Receive Goods.',
		},
		claim: {
			subject: 'Un colis à réclamer au transporteur ({reference})',
			text: 'Le transporteur a perdu ou endommagé ce colis. Réclamez-le avec les données ci-dessous, dans le délai du contrat, puis notez sa réponse (claim.decided).',
		},
	},
	labels: {
		return: 'Retour',
		order: 'Commande',
		goods: 'Articles',
		missing: 'Manque encore',
		amount: 'Montant',
		paid_on: 'Payé le',
		carrier: 'Transporteur',
		tracking_number: 'Numéro de suivi',
		send_by: 'À envoyer avant le',
		name: 'Nom',
		contract: 'Contrat',
		email: 'Adresse e-mail',
		withdrawn_from: 'Objet de la rétractation',
		received_by: 'Reçu par',
		received_on: 'Reçu le',
		statement: 'Votre déclaration',
		receipt: 'Réception',
		reason: 'Motif',
		advice: 'Que faire',
		shipping: 'Livraison',
		adjustment: 'Ajustement',
		label: 'Étiquette',
		handed_over: 'Chez le transporteur depuis',
		code: 'Code',
	},
	parts: {
		return_fee: 'Frais de retour',
		restocking_fee: 'Frais de remise en stock pour {goods}',
		piece_fee: 'Frais pour {goods}',
		deduction: 'Déduction pour {goods}',
		label: 'Étiquette de retour',
		kept: 'Non remboursé pour {goods}, que vous gardez',
		tax_kept: 'Taxe sur {goods}, qui n’est pas remboursée',
		duties: 'Droits de douane sur {goods}',
		bonus: 'Bonus pour un avoir',
		not_paid: 'Non payé, ou déjà remboursé',
		outstanding: 'Reste à payer pour la commande',
		rounding: 'Arrondi à un montant payable',
		coins: 'Arrondi aux pièces en caisse',
		other_refund: 'Payé par un autre remboursement',
	},
	phrases: {
		greeting: 'Bonjour {name},',
		greeting_unknown: 'Bonjour,',
		piece: '{quantity} × {goods}',
		drop_off: 'Apportez les articles dans l’un de nos magasins et présentez ce code : {reference}',
		label_follows: 'Votre étiquette de retour arrive dans un autre e-mail.',
		label_elsewhere: 'L’étiquette arrive séparément.',
		open_label: 'Ouvrir l’étiquette de retour',
		show_code: 'Présentez ce code au point de dépôt : l’étiquette y est imprimée.',
		open_code: 'Ouvrir le code',
		follow_parcel: 'Suivre le colis',
		arrives_on_card:
			'La somme revient sur la carte ou le compte avec lequel vous avez payé. Selon votre banque, vous la verrez après 5 à 10 jours ouvrés.',
		arrives_as_credit:
			'La somme revient sur la carte cadeau ou l’avoir avec lequel vous avez payé, et peut être utilisée tout de suite.',
		arrives_by_hand: 'Notre comptabilité l’a virée ; elle arrive dans quelques jours ouvrés.',
		object_decline:
			'Si vous n’êtes pas d’accord, répondez à cet e-mail et dites-nous pourquoi ; une personne réexaminera votre demande. Vos droits légaux restent inchangés.',
		object_deduction: 'Si vous n’êtes pas d’accord avec une déduction, répondez à cet e-mail et dites-nous pourquoi.',
		exchange_held: 'Nous gardons les nouveaux articles pour vous jusqu’à ce que les vôtres soient revenus.',
		exchange_ordered: 'Vos nouveaux articles sont commandés.',
		exchange_invoice: 'La facture suit avec la livraison.',
		exchange_to_pay:
			'Ils coûtent plus que ce que vous renvoyez : merci de payer la différence de {amount} sur la facture que vous recevrez.',
		exchange_rest: 'Ils coûtent moins que ce que vous renvoyez : nous remboursons le reste de {amount}.',
		exchange_even: 'Il n’y a rien à payer.',
		whole_contract: 'le contrat entier',
		see_and_decide: 'Voir et décider',
		see_execution: 'Voir l’exécution',
	},
	reasons: {
		final_sale: 'Ces articles ont été vendus sans possibilité de retour.',
		window_over: 'Le délai de retour est dépassé.',
		quantity_unavailable: 'Ces articles ont déjà été retournés.',
		quantity_limited: 'Il reste moins d’articles à retourner que demandé.',
	},
};
