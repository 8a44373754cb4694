/**
 * Other names of the countries that wine comes from, by the name that the bundled data gives them: abbreviations, and
 * the names in English, French, German, Spanish, Italian and Portuguese and in the country's own language, as the
 * Unicode CLDR has them (https://cldr.unicode.org, common/main/*.xml, territories). Case, accents and punctuation do
 * not matter, so a name stands here once. The data calls wine of the United Kingdom by England.
 */
export const COUNTRY_NAMES: Readonly<Record<string, readonly string[]>> = {
  Albania: ['Albanie', 'Albanien', 'Shqipëria'],
  Argentina: ['Argentine', 'Argentinien'],
  Armenia: ['Arménie', 'Armenien', 'Armênia', 'Hayastan'],
  Australia: ['Australie', 'Australien', 'Austrália', 'AU', 'AUS'],
  Austria: ['Autriche', 'Österreich', 'Oesterreich', 'Áustria', 'AT', 'AUT'],
  'Bosnia and Herzegovina': ['Bosnia', 'Bosnia & Herzegovina', 'Bosnie-Herzégovine', 'Bosnien und Herzegowina', 'BiH'],
  Brazil: ['Brésil', 'Brasilien', 'Brasil', 'Brasile', 'BR', 'BRA'],
  Bulgaria: ['Bulgarie', 'Bulgarien', 'Bulgária'],
  Canada: ['Kanada', 'Canadá', 'CA', 'CAN'],
  Chile: ['Chili', 'Cile', 'CL', 'CHL'],
  Croatia: ['Croatie', 'Kroatien', 'Croacia', 'Croazia', 'Croácia', 'Hrvatska', 'HR'],
  'Czech Republic': ['Czechia', 'Tchéquie', 'Tschechien', 'Chequia', 'Cechia', 'Chéquia', 'Česko', 'CZ'],
  England: ['UK', 'United Kingdom', 'Great Britain', 'Britain', 'GB', 'GBR', 'Royaume-Uni', 'Vereinigtes Königreich'],
  France: ['Frankreich', 'Francia', 'França', 'FR', 'FRA'],
  Georgia: ['Géorgie', 'Georgien', 'Geórgia', 'Sakartvelo'],
  Germany: ['Allemagne', 'Deutschland', 'Alemania', 'Germania', 'Alemanha', 'DE', 'DEU', 'GER'],
  Greece: ['Grèce', 'Griechenland', 'Grecia', 'Grécia', 'Hellas', 'Ellada', 'GR', 'GRC'],
  Hungary: ['Hongrie', 'Ungarn', 'Hungría', 'Ungheria', 'Hungria', 'Magyarország', 'HU'],
  India: ['Inde', 'Indien', 'Índia', 'Bharat'],
  Israel: ['Israël', 'Israele', 'IL', 'ISR'],
  Italy: ['Italie', 'Italien', 'Italia', 'Itália', 'IT', 'ITA'],
  Kosovo: ['Kosova'],
  Lebanon: ['Liban', 'Libanon', 'Líbano', 'Libano', 'LB'],
  Luxembourg: ['Luxemburg', 'Luxemburgo', 'Lussemburgo', 'Lëtzebuerg', 'LU'],
  Macedonia: ['North Macedonia', 'Macédoine', 'Macédoine du Nord', 'Nordmazedonien', 'Macedonia del Norte', 'FYROM'],
  Mexico: ['Mexique', 'Mexiko', 'México', 'Messico', 'MX', 'MEX'],
  Moldova: ['Moldavie', 'Moldau', 'Moldavia', 'Moldávia', 'Republic of Moldova'],
  Morocco: ['Maroc', 'Marokko', 'Marruecos', 'Marocco', 'Marrocos'],
  'New Zealand': [
    'NZ',
    'NZL',
    'Nouvelle-Zélande',
    'Neuseeland',
    'Nueva Zelanda',
    'Nuova Zelanda',
    'Nova Zelândia',
    'Aotearoa',
  ],
  Peru: ['Pérou', 'Perú', 'Perù'],
  Portugal: ['Portogallo', 'PT', 'PRT'],
  Romania: ['Roumanie', 'Rumänien', 'Rumania', 'Romênia', 'Roménia', 'RO', 'ROU'],
  Serbia: ['Serbie', 'Serbien', 'Sérvia', 'Srbija'],
  Slovenia: ['Slovénie', 'Slowenien', 'Eslovenia', 'Eslovênia', 'Slovenija', 'SI', 'SVN'],
  'South Africa': [
    'RSA',
    'ZA',
    'ZAF',
    'Afrique du Sud',
    'Südafrika',
    'Sudáfrica',
    'Sudafrica',
    'África do Sul',
    'Suid-Afrika',
  ],
  Spain: ['Espagne', 'Spanien', 'España', 'Spagna', 'Espanha', 'ES', 'ESP'],
  Switzerland: ['Suisse', 'Schweiz', 'Suiza', 'Svizzera', 'Suíça', 'CH', 'CHE'],
  Turkey: ['Türkiye', 'Turquie', 'Türkei', 'Turquía', 'Turchia', 'Turquia', 'TR', 'TUR'],
  US: [
    ...['USA', 'U.S.', 'U.S.A.', 'United States', 'United States of America', 'The United States', 'America'],
    ...['États-Unis', 'Vereinigte Staaten', 'Estados Unidos', 'EE. UU.', 'Stati Uniti', 'EUA'],
  ],
  Ukraine: ['Ucrania', 'Ucraina', 'Ucrânia', 'Ukraina', 'UA'],
  Uruguay: ['Uruguai', 'UY', 'URY'],
};

/** What people and programs write where they do not know a name. */
export const UNKNOWN_NAMES: readonly string[] = ['NaN', 'null', 'NA', 'N/A', 'none', 'unknown', 'undefined', '-', ''];
