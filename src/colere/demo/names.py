"""Names of customers, their companies and their towns: ordinary words, put together by chance."""

from __future__ import annotations

FIRST = {
    "en": """Ada Alice Amara Amelia Andrew Anita Anna Arthur Asha Barbara Bella Brian Bridget Callum Cara Cathy Charlie Chloe Chris
 Claire Colin Daisy Dan David Deborah Derek Diana Dominic Donna Dorothy Ed Eileen Eleanor Ellie Emily Emma Eric Esther Ethan Eva
 Fatima Fiona Frances Frank Freya George Gemma Gillian Grace Graham Hamza Hannah Harriet Harry Heather Helen Hugh Ian Imran Irene
 Isaac Isla Jack Jackie Jamal James Jan Janet Jason Jean Jenny Jill Joanne Joe John Josie Joy Judith Julian June Kamal Karen Kate
 Keith Ken Kieran Laura Leah Lewis Linda Liz Lorna Louise Lucy Mabel Malcolm Margaret Maria Marion Martin Mary Matthew Maureen Max
 Maya Megan Michael Mohammed Molly Moira Nadia Naomi Neil Nicola Nigel Noah Nora Olive Oscar Pam Patrick Paul Pauline Peter Phil
 Poppy Rachel Rebecca Rhys Rita Robert Robin Rosa Rosie Roy Ruby Sadia Sally Sandra Sarah Sean Sheila Simon Siobhan Sofia Stella
 Stephen Sue Susan Suresh Sylvia Tara Teresa Theo Thomas Tim Tina Toby Tom Tracy Una Vera Victor Violet Walter Wendy Will Yasmin
 Zara Zoe""".split(),
    "de": """Andrea Anja Anke Annika Bernd Birgit Christian Christoph Claudia Dieter Dirk Doris Elke Franziska Frieda Gabi Georg
 Gisela Hannelore Hans Heike Heinz Helga Ingrid Jana Jens Jutta Jürgen Karin Katrin Klaus Lena Lukas Manfred Marie Markus Mathilde
 Monika Nele Niklas Petra Rainer Renate Rolf Sabine Silke Stefan Susanne Thorsten Ulrike Uwe Volker Werner Wiebke""".split(),
    "fr": """Adèle Agnès Alain Amélie Antoine Aurélie Béatrice Benoît Camille Catherine Céline Chantal Clément Denis Élise Émilie Étienne
 Fabienne Florence Gaëlle Gérard Hélène Henri Inès Isabelle Jeanne Julien Léa Luc Madeleine Manon Mathieu Nathalie Nicolas Olivier
 Pascale Philippe Rémi Sandrine Solène Sylvie Thérèse Yves""".split(),
}

LAST = {
    "en": """Abbott Ahmed Alder Anderson Archer Ashby Bailey Baker Banks Barker Barlow Barrett Begum Bennett Bird Bishop Blake Booth
 Bowen Bradley Brook Burrows Butler Byrne Calder Carter Chambers Chapman Chaudhry Clarke Coates Coleman Cooper Crane Cross Dale
 Dalton Davies Dawson Dean Dixon Doyle Drake Dunn Edwards Ellis Evans Farrow Fenwick Finch Fisher Fletcher Flint Fowler Fox Gale
 Gardner Gibbs Gill Goddard Grant Gray Greaves Green Griffiths Gupta Hale Hall Harding Harper Hart Hartley Hayes Heath Hill
 Hobbs Holland Holt Hooper Hudson Hughes Hussain Ingram Jarvis Jenkins Johal Jones Joshi Kaur Kelly Kerr Khan Kirby Knight Lamb
 Lane Lawson Leach Lister Lloyd Lowe Lyons Marsh Mason May Meadows Mercer Miah Miles Mills Morgan Morris Moss Murray Nash Newton
 Noble Nolan North Oakes Oliver Osborne Owen Page Palmer Parry Patel Payne Pearce Penny Perkins Pike Poole Pope Porter Potter
 Powell Pratt Quinn Rahman Ramsey Reed Rees Reid Rhodes Riley Rowe Russell Sadler Sharma Shaw Shepherd Short Simmons Singh Slater
 Spence Stone Sutton Swift Tanner Thorpe Todd Townsend Turner Tyler Underwood Vale Vaughan Vincent Wade Walsh Ward Warner Watts
 Webb Wells West Wheeler Whelan Wilde Winter Wood Wren Wyatt Yates Young""".split(),
    "de": """Ackermann Arnold Bauer Baumann Becker Berger Brandt Braun Busch Dietrich Engel Fiedler Fischer Frank Fuchs Graf Gärtner
 Haas Hartmann Heinrich Herrmann Hofmann Huber Jung Kaiser Keller Koch Kraus Krüger Köhler Lang Lehmann Lorenz Ludwig Maier Meyer
 Neumann Otto Peters Pfeiffer Richter Roth Sauer Schäfer Schmitt Schneider Schubert Seidel Simon Sommer Stein Vogel Wagner Weber
 Winkler Wolf Ziegler""".split(),
    "fr": """Aubert Bernard Blanc Bonnet Boyer Brun Caron Chevalier Clément Colin Dubois Dufour Dumont Dupuis Fabre Faure Fontaine
 Fournier Garnier Gauthier Girard Giraud Guérin Lambert Lefèvre Legrand Lemaire Leroux Marchand Masson Mercier Meunier Moreau
 Morel Moulin Noël Perrin Picard Renard Rivière Robin Rousseau Roux Roy Vidal Vincent""".split(),
}

TOWNS = """Ashcombe|Barnfield|Bexley Cross|Brackenford|Bramley Hill|Calderwick|Castle Orton|Cherrydown|Coldbrook|Danesford|Eastmere|
Elmstead|Fairholt|Fenbridge|Foxley|Glenhaven|Great Harding|Greyfriars|Hallowdale|Hartsmere|Hazelwick|Heronsgate|Holmbury|
Ivelton|Kingsholt|Lambsford|Larkhill|Little Arden|Longmeadow|Marlbrook|Millthorpe|Moorend|Netherby|Newcombe|Northwold|Oakhampton|
Orchard Green|Penwick|Quarrington|Redbourne|Ridgeway|Sallowfield|Seabourne|Shepton Vale|Silverdale|Stonebridge|Summerton|Tarnside|
Thornbury Green|Upper Wenlow|Wallingham|Westerby|Whitcombe|Willowbank|Winterford|Woodhurst|Yarrowby""".replace("\n", "").split("|")

REGIONS = ("north", "midlands", "south", "east", "west", "islands")

COMPANY_NAMES = """Alder & Daughters|Ashfield|Barrow Lane|Beacon Hill|Bluebell|Broadoak|Calder Valley|Canal Street|Cedarhouse|Chapel Row|Cobble
 & Vine|Copper Beech|Coldstream|Crossways|Dovecote|Eastgate|Elm Court|Fairweather|Fieldgate|Four Winds|Foxglove|Glasshouse|Greenway
|Harbourside|Hazel & Pike|Hillcrest|Holloway|Juniper|Kestrel Park|Kingfisher|Lantern Street|Larch & Stone|Limehouse|Lower Mill
|Meadowside|Milestone|Mulberry|Northbank|Oakapple|Old Station|Orchard Row|Parkside|Pebble & Root|Quayside|Redwood|Riverbend|Rookery
|Saltmarsh|Sandpiper|Sevenacres|Silver Birch|Southdown|Springwell|Stillwater|Sycamore|Threadneedle Yard|Towpath|Underhill|Wayside
|Whitestone|Willow & Wren|Woodland Edge|Yew Tree""".replace("\n", "").split("|")

COMPANY_KINDS = ("Landscapes", "Garden Care", "Hotel", "Primary School", "Housing Trust", "Estates", "Tea Gardens", "Care Home", "Parks",
                 "Wedding Barn", "Community Farm", "Garden Design", "Brewery", "Campsite", "Hospital Friends", "Nurseries")
