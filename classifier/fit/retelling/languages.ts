/** The languages besides English in which notes are retold. */
export type Language = 'french' | 'spanish' | 'italian' | 'german' | 'portuguese';

/** The languages, in the order in which TRANSLATIONS has them. */
export const LANGUAGES: readonly Language[] = ['french', 'spanish', 'italian', 'german', 'portuguese'];

/** The language that most people of a country write in, where it is one of those. */
export const LANGUAGE_OF: Readonly<Record<string, Language>> = {
  Argentina: 'spanish',
  Austria: 'german',
  Brazil: 'portuguese',
  Chile: 'spanish',
  France: 'french',
  Germany: 'german',
  Italy: 'italian',
  Mexico: 'spanish',
  Portugal: 'portuguese',
  Spain: 'spanish',
  Uruguay: 'spanish',
};

/** Words of which shops' notes and lists in English are full, whatever the wine. */
export const SHOP_WORDS =
  'a an the and with from for of this our your in great good nice lovely perfect easy cheap value bargain ' +
  'bottle wine glass drink drinking night party pizza dinner food bbq summer weekend friends stars points best ' +
  'seller classic typical textbook serious really pretty very quite some bit notes nose palate finish vintage ' +
  'estate hand harvested family old vines style tasty delicious yum meh wow ok love loved crazy super dry sweet ' +
  'big dense light red white';

/** Words that a sentence of each language has whatever it says. */
export const SMALL_WORDS: Readonly<Record<Language, string>> = {
  french: 'le la les de du des un une et avec en au aux sur pour très vin notes nez bouche finale belle',
  spanish: 'el la los las de del un una y con en muy para vino notas nariz boca final buena',
  italian: 'il la i le di del della un una e con in molto per vino note naso bocca finale bella',
  german: 'der die das von vom aus ein eine und mit im sehr für wein noten nase gaumen abgang schöner',
  portuguese: 'o a os as de do da um uma e com em muito para vinho notas nariz boca final boa',
};

/**
 * The common words for fruits, styles and colours: English, then in the order of LANGUAGES; of several words for one,
 * which a bar separates, any is taken. Written for this purpose.
 */
export const TRANSLATIONS = `
red, rouge, tinto, rosso, rotwein|roter|rot, tinto
white, blanc, blanco, bianco, weißwein|weißer|weiss, branco
pink, rosé, rosado, rosato|cerasuolo, rosé, rosado
wine, vin, vino, vino, wein, vinho
cherry, cerise|griotte, cereza|guinda, ciliegia|amarena|marasca, kirsche|sauerkirsche, cereja|ginja
cherries, cerises, cerezas, ciliegie, kirschen, cerejas
plum, prune, ciruela, prugna|susina, pflaume|zwetschge, ameixa
raspberry, framboise, frambuesa, lampone, himbeere, framboesa
strawberry, fraise, fresa|frutilla, fragola, erdbeere, morango
blackberry, mûre, mora|zarzamora, mora, brombeere, amora
blueberry, myrtille, arándano, mirtillo, heidelbeere|blaubeere, mirtilo
cassis, cassis, cassis|grosella, ribes|cassis, cassis|johannisbeere, cassis|groselha
currant, groseille, grosella, ribes, johannisbeere, groselha
berry, baies, bayas, bacche, beeren, bagas
fruit, fruits, fruta|frutos, frutta, frucht|früchte, fruta|frutos
fruits, fruits, frutas, frutti, früchte, frutos
fruity, fruité, afrutado, fruttato, fruchtig, frutado
black, noir|noirs, negro|negra, nero|nera, schwarz|schwarze, preto|preta
apple, pomme, manzana, mela, apfel, maçã
green, vert|verte, verde, verde, grün|grüner, verde
pear, poire, pera, pera, birne, pera
peach, pêche, melocotón|durazno, pesca, pfirsich, pêssego
apricot, abricot, albaricoque|damasco, albicocca, aprikose|marille, alperce|damasco
lemon, citron, limón, limone, zitrone, limão
lime, citron vert, lima, lime, limette, lima
citrus, agrumes, cítricos, agrumi, zitrus, citrinos
grapefruit, pamplemousse, pomelo|toronja, pompelmo, grapefruit, toranja
orange, orange, naranja, arancia, orange, laranja
tropical, exotique, tropical, tropicale, exotisch, tropical
pineapple, ananas, piña, ananas, ananas, ananás|abacaxi
mango, mangue, mango, mango, mango, manga
melon, melon, melón, melone, melone, melão
banana, banane, plátano, banana, banane, banana
fig, figue, higo, fico, feige, figo
raisin, raisin sec, pasa, uva passa, rosine, passa
honey, miel, miel, miele, honig, mel
caramel, caramel, caramelo, caramello, karamell, caramelo
chocolate, chocolat, chocolate, cioccolato, schokolade, chocolate
coffee, café, café, caffè, kaffee, café
vanilla, vanille, vainilla, vaniglia, vanille, baunilha
toast, grillé|toasté, tostado, tostato, toast|röstaromen, tosta
oak, chêne|boisé|fût, roble|madera|barrica, rovere|legno|barrique, eiche|holz|barrique, carvalho|madeira
smoke, fumé|fumée, humo|ahumado, fumo|affumicato, rauch|rauchig, fumo|fumado
smoky, fumé, ahumado, affumicato, rauchig, fumado
leather, cuir, cuero, cuoio|pelle, leder, couro
tobacco, tabac, tabaco, tabacco, tabak, tabaco
cedar, cèdre, cedro, cedro, zeder|zedernholz, cedro
earth, terre|terreux, tierra, terra, erde|erdig, terra
earthy, terreux, terroso, terroso, erdig, terroso
mushroom, champignon|sous-bois, setas|hongos, fungo|sottobosco, pilz|pilze, cogumelo
truffle, truffe, trufa, tartufo, trüffel, trufa
herbs, herbes|garrigue, hierbas, erbe, kräuter, ervas
herbal, herbacé|végétal, herbal|herbáceo, erbaceo, kräuterig, herbáceo
mint, menthe, menta, menta, minze, menta
eucalyptus, eucalyptus, eucalipto, eucalipto, eukalyptus, eucalipto
grass, herbe coupée, hierba fresca|hierba, erba, gras|heu, relva
pepper, poivre, pimienta, pepe, pfeffer, pimenta
spice, épices, especias, spezie, gewürz|würze, especiarias
spicy, épicé, especiado, speziato, würzig, especiado
cinnamon, cannelle, canela, cannella, zimt, canela
clove, girofle, clavo, chiodi di garofano, nelke, cravinho
licorice, réglisse, regaliz, liquirizia, lakritze|süßholz, alcaçuz
anise, anis, anís, anice, anis, anis
fennel, fenouil, hinojo, finocchio, fenchel, funcho
floral, floral|fleuri, floral, floreale, blumig, floral
flowers, fleurs|fleurs blanches, flores, fiori|fiori bianchi, blüten|blumen, flores
flower, fleur, flor, fiore, blüte, flor
rose, rose|pétale de rose, rosa|pétalos, rosa|petali, rose|rosenblüten, rosa
violet, violette, violeta, viola|violetta, veilchen, violeta
jasmine, jasmin, jazmín, gelsomino, jasmin, jasmim
blossom, fleur d'oranger|fleurs, azahar|flores, fiori, blüte, flor
almond, amande, almendra, mandorla, mandel, amêndoa
nut, noix|noisette, nuez|avellana|nueces, noce|nocciola, nuss|haselnuss, noz|avelã|nozes
hazelnut, noisette, avellana, nocciola, haselnuss, avelã
butter, beurre, mantequilla, burro, butter, manteiga
buttery, beurré, mantequilla, burroso, buttrig, amanteigado
bread, pain|brioche, pan|levadura, pane|crosta di pane, brot|hefe, pão
cream, crème|crémeux, crema|cremoso, crema|cremoso, creme|cremig, creme|cremoso
creamy, crémeux, cremoso, cremoso, cremig, cremoso
mineral, minéral|minérale, mineral, minerale, mineralisch|mineral, mineral
minerality, minéralité, mineralidad, mineralità, mineralität, mineralidade
slate, ardoise|schiste, pizarra, ardesia, schiefer, xisto
stone, pierre|caillou, piedra, pietra, stein|feuerstein, pedra
chalk, craie|calcaire, tiza|caliza, gesso|calcare, kalk|kreide, giz|calcário
salt, sel|salin, sal|salino, sale|sapido, salz|salzig, sal|salino
salty, salin|iodé, salino, salino|sapido, salzig, salino
acidity, acidité, acidez, acidità, säure, acidez
acid, acide, ácido, acido, säure, ácido
tannins, tanins|tannins, taninos, tannini, tannine|gerbstoff, taninos
tannin, tanin, tanino, tannino, tannin, tanino
tannic, tannique, tánico, tannico, tanninreich, tânico
dry, sec|sèche, seco, secco|asciutto, trocken|trockener, seco
sweet, doux|moelleux|liquoreux, dulce, dolce, süß|lieblich|edelsüß, doce
fresh, frais|fraîche, fresco|fresca, fresco, frisch|frischer, fresco
crisp, vif|tendu, vivo|crujiente, croccante|vivace, knackig|spritzig, vivo
light, léger|légère, ligero, leggero, leicht|leichter, leve
full, ample|corsé, cuerpo|con cuerpo, corposo|pieno, vollmundig|kräftig, encorpado
rich, riche|opulent, rico|opulento, ricco|opulento, reich|üppig, rico
ripe, mûr|mûrs, maduro|madura, maturo|matura, reif|reife|reifer, maduro
soft, souple|tendre, suave, morbido, weich|samtig, macio
smooth, soyeux|lisse, sedoso|suave, vellutato|setoso, samtig|geschmeidig, aveludado|sedoso
round, rond|ronde, redondo, rotondo, rund, redondo
elegant, élégant|finesse, elegante, elegante|fine, elegant|fein|feine, elegante
fine, fin|fins, fino, fine|fini, fein|feiner, fino
balanced, équilibré, equilibrado, equilibrato, ausgewogen|harmonisch, equilibrado
long, long|longue|longueur, largo|larga, lungo|persistente, lang|langer|nachhall, longo
finish, finale|fin de bouche, final, finale, abgang|nachhall, final
structured, structuré|charpenté, estructurado, strutturato, strukturiert, estruturado
powerful, puissant, potente, potente, kraftvoll|mächtig, potente
intense, intense, intenso, intenso, intensiv, intenso
juicy, juteux|gourmand, jugoso, succoso, saftig|saftige, sumarento
aromatic, aromatique, aromático, aromatico|profumato, aromatisch|duftig, aromático
aromas, arômes, aromas, aromi|profumi, aromen|duft, aromas
color, robe|couleur, color|capa, colore, farbe, cor
dark, sombre|profond, oscuro, scuro, dunkel|dunkle, escuro
bubbles, bulles|fines bulles, burbujas, bollicine|perlage, perlen|perlage, bolhas
sparkling, pétillant|effervescent|crémant, espumoso, spumante|frizzante, sekt|schaumwein, espumante
bright, éclatant|brillant, brillante, brillante, strahlend, brilhante
blend, assemblage, coupage|mezcla, uvaggio|taglio, cuvée, lote
grape, cépage|raisin, uva|variedad, vitigno|uva, rebsorte|traube, casta|uva
vineyard, vignoble|vignes|parcelle, viñedo|viñas, vigneto|vigne, weinberg|lage|reben, vinha
old, vieux|vieilles, viejo|viejas, vecchio|vecchie, alte|alten, velho|velhas
aged, élevé|vieilli, envejecido|crianza, invecchiato|affinato, gereift|ausgebaut, envelhecido
young, jeune, joven, giovane, jung|junger, jovem
steak, entrecôte|viande, carne|asado, bistecca|carne, steak|fleisch, bife|carne
cheese, fromage, queso, formaggio, käse, queijo
fish, poisson|huîtres, pescado|mariscos, pesce, fisch, peixe
`;
