import type { PortalWords } from './words';

export const nl: PortalWords = {
	language: 'Nederlands',
	languages: 'Taal',
	withdraw: {
		function: 'Hier de overeenkomst herroepen',
		confirm: 'Herroeping bevestigen',
		about:
			'Verklaar hier dat u uw overeenkomst herroept. U hoeft niet te zeggen waarom, en u hebt geen account nodig. Op de volgende pagina ziet u wat u verklaart, en bevestigt u het.',
		name: 'Uw naam',
		contract: 'Bestelnummer',
		contractHint: 'Als u dat niet hebt, schrijf dan wat u hebt gekocht, en wanneer.',
		email: 'Uw e-mailadres',
		emailHint: 'Daarheen sturen we de ontvangstbevestiging.',
		goods: 'Welke artikelen (niet verplicht)',
		goodsHint:
			'Laat het leeg om de hele overeenkomst te herroepen. Schrijf anders één artikel per regel, bijvoorbeeld 2 x T-shirt.',
		check: 'Controleer wat u verklaart',
		checkText: 'U verklaart dat u deze overeenkomst herroept. Het geldt zodra u het bevestigt.',
		change: 'Wijzigen',
		withdrawnFrom: 'Herroepen',
		wholeContract: 'de hele overeenkomst',
		receivedOn: 'Ontvangen op',
		reference: 'Kenmerk',
		received: 'We hebben uw herroeping ontvangen',
		receivedText:
			'Dit bevestigt dat en wanneer uw verklaring is ontvangen. Het zegt niet of ze op tijd was; u hoort van ons.',
		mailed: 'We sturen deze ontvangstbevestiging naar {email}.',
		held: 'Er zijn al zoveel ontvangstbevestigingen gevraagd dat deze niet vanzelf per e-mail komt. Uw verklaring geldt toch. Bewaar de bevestiging; onze klantenservice zorgt ervoor.',
		notMailed:
			'Naar het adres zoals u het hebt geschreven, kunnen we geen e-mail sturen. Uw verklaring geldt toch. Bewaar de bevestiging; onze klantenservice zorgt ervoor.',
		save: 'Ontvangstbevestiging bewaren',
		wrong: 'Er ontbreekt iets',
		noName: 'Schrijf uw naam',
		noContract: 'Schrijf het bestelnummer, of wat u hebt gekocht',
		noEmail: 'Schrijf een e-mailadres zoals name@example.com',
		failed: 'Uw herroeping is nog niet vastgelegd',
		failedText: 'Er is bij ons iets mis. Bevestig ze over een ogenblik nog een keer.',
	},
	gone: 'Hier is niets',
	goneText: 'Deze pagina bestaat niet, of de link is te oud.',
};
