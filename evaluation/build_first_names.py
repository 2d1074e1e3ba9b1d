"""Builds `nlp/data/first_names.txt` (given names of many countries) and `nicknames.txt` (their short forms).

    pip install faker && python -m evaluation.build_first_names NICKNAMES.csv WORDS

Sources: the person providers of Faker (MIT), the nickname table (Apache-2.0) and the list at the end of this
file (ours). WORDS is a list of English words, a line each (Debian's wamerican, public domain): a name that
stands there in small letters gets a `*`, because "will", "grace" and "mark" alone prove nobody, or a `+`
where a capital letter settles it ("Martin", "Heather").
"""

from __future__ import annotations

import csv
import importlib
import pkgutil
import sys
from pathlib import Path

from nlp.names import fold

TARGET = Path(__file__).parent.parent / "nlp" / "data"
SHORT_FORMS = Path(__file__).parent / "names" / "short_forms_ours.txt"


def main(nicknames: Path, words: Path) -> None:
    """Writes the file anew."""
    names = {name for raw in (*_of_faker(), *_of_nicknames(nicknames), *OURS.split()) for name in _parts(raw)}
    ordinary = {word for word in words.read_text(encoding="utf-8").split() if word.islower()}
    marks = {name: "+" if name in SURELY else "*" for name in names & ordinary}
    lines = [name + marks.get(name, "") for name in sorted(names)]
    (TARGET / "first_names.txt").write_text("\n".join(lines) + "\n", encoding="ascii")
    forms = _short_forms(nicknames)
    (TARGET / "nicknames.txt").write_text(
        "".join(f"{name}: {' '.join(sorted(others))}\n" for name, others in sorted(forms.items())),
        encoding="ascii",
    )
    print(f"{len(lines)} names, {len(marks)} of them ordinary words too")


SURELY = frozenset(  # words too, but a capital makes them a person
    "john jack mike nick tom tim peter martin bob bobby jimmy harry dick carol sally molly polly betty "
    "kitty troy victor joe joey jerry jenny johnny josh larry lou marvin matt maria mick mickey morris "
    "nelly oliver paul robin rod ron ruth sam simon stella steven ted terry timothy toby tony vic wally "
    "warren willy roger rory sandy dave barney benny billy brad cal colin dan derrick don ed eric frank "
    "fred gene gill guy hank jay jess jo kay ken kerry kim leo luke mac margarita marcel mel max neil "
    "nelson ned pat peg piers randal raja rex rick rob russ sonny sue tad trev vera ali ana ann bart "
    "basil beth bette brian celeste clement daphne dexter fabian felix gilbert henry ivy jade jasmine "
    "jean jennet josephine julienne juliet kelly laura lorry loris louis louie ludo magdalen malcolm "
    "mavis megan merle myrtle nancy noel nora olive oscar pam percy petunia philip rebecca rosemary ruby "
    "russel sadie sawyer sienna silvan silvia tabitha tamar tammy thomas una ursula valentine vanessa "
    "veronica victoria viola vivian wanda wilton yuri zoe amir bill chuck cliff colleen curt dale dean "
    "deb dieter drew earl emery eve felicity glen heather hector herb holly homer jasper lance lily "
    "marina mason meg miles norm patsy phoebe randy ray rhea roman sherry tucker wade woody fern hazel "
    "beau wolfram adrian spencer alma amber ally bobbie brent briony chad christian clark connie daisy "
    "debby dot eddy ellen ember fanny flora frances freddy gabby gladys jenna josie kit lacy laurel "
    "melody nina paddy reed rosie rusty sylvan taro tina vi".split()
)


def _parts(raw: str) -> list[str]:
    folded = [fold(part) for part in raw.replace("-", " ").split()]
    if len(folded) > 2:  # a phrase
        return []
    return [part for part in folded if len(part) > 1 and part.isascii() and part.isalpha()]


def _of_faker() -> set[str]:
    persons = importlib.import_module("faker.providers.person")
    found: set[str] = set()
    for module in pkgutil.iter_modules(persons.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        for attribute in dir(provider):
            if attribute.startswith(("first_name", "romanized_first")):
                values = getattr(provider, attribute)
                if isinstance(values, (list, tuple, dict)):
                    found.update(value for value in values if isinstance(value, str))
    return found


def _short_forms(path: Path) -> dict[str, set[str]]:
    forms: dict[str, set[str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            one, other = fold(row["name1"]), fold(row["name2"])
            if one.isalpha() and other.isalpha() and one.isascii() and other.isascii() and one != other:
                forms.setdefault(one, set()).add(other)
                forms.setdefault(other, set()).add(one)
    for line in SHORT_FORMS.read_text(encoding="ascii").splitlines():
        formal, colon, shorts = line.partition(": ")
        for short in shorts.split() if colon and not line.startswith("#") else ():
            forms.setdefault(formal, set()).add(short)
            forms.setdefault(short, set()).add(formal)
    return forms


def _of_nicknames(path: Path) -> set[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {name for row in csv.DictReader(file) for name in (row["name1"], row["name2"])}


OURS = """
Aaliyah Aapo Aarav Abdelrahman Abdul Abdullah Abdulrahman Abena Abhinav Abhishek Abiodun Abiola Adaeze Adaku
Ade Adebola Adenike Adeola Adewale Aditi Aditya Adjoa Adnan Adwoa Afua Åge Agus Ahmad Ahmed Ahmet Ai Aigerim
Aiko Aini Aino Aisha Aitor Aivars Aizhan Ajay Ajit Akari Akash Akemi Akhil Aki Akihiro Akinyi Akio Akira
Akosua Akshay Akua Alasdair Aleksandr Aleksandra Aleksei Alena Alexei Alexey Ali Alina Alok Alyona Ama
Amadou Amaka Amal Aman Amara Amina Aminata Aminatou Amira Amit Amrita Ana Anahit Anaïs Analyn Anas Anastasia
Anatoly Ander Anders Andrei Andrey Andri Andrius Andriy Ane Angharad Anh Ani Anil Anish Anita Anjali Ankit
Ankita Ankur Anna Annegret Anong Anouk Ansgar Antía Anuj Anupam Anurag Anwar Anyango Aparna Apolline Aram
Arash Ariel Arjun Arkady Armen Arnau Arnav Arne Aroha Artem Arthit Artyom Arun Aruna Arvin Arvind Åsa Asaf
Åse Asel Asha Ashish Ashok Ashwin Asier Askar Asma Assaf Astrid Asuka Athina Atieno Atsushi Aulia Aurélie
Aurélien Avi Aviv Awa Axel Axelle Aya Ayaka Ayako Ayanda Ayman Ayo Ayodele Ayomide Ayu Ayumi Ayush Azadeh
Aziz Azlan Azman Aznil Babajide Babak Babatunde Bala Balázs Bálint Bambang Baptiste Bärbel Bartosz Bashar
Bastien Batbayar Bayan Bazza Beat Beata Bee Behnam Behzad Béla Benoît Bente Bérénice Bernd Bethan Beto
Bhavna Bibek Bich Biel Bilal Bin Bing Binh Birgit Birgitta Birthe Bjarne Björn Bjørn Blandine Bo Boaz Bodil
Bogdan Bogusław Bohdan Bolin Bong Bongani Boris Börje Bożena Brais Breixo Bronwen Budi Bukola Burak Burkhard
Busisiwe Byung Cadi Caio Can Caoimhe Carsten Carys Catriona Caz Cédric Céline Cem Cerys Chaiwat Chaminda
Changming Chao Chau Chaz Chee Cheng Cherry Chetan Chi Chia Chiamaka Chibuzo Chidi Chidinma Chiedza Chika
Chike Chimamanda Chin Chinedu Chinwe Chioma Chitra Chiyo Choon Christer Christos Chul Chun Chuy Cian Ciara
Citlali Clémence Clément Coen Conor Coralie Cormac Corsin Csaba Cuong Czesław Daan Dace Dafydd Dag Daiki
Daisuke Daithí Dalia Dalit Damien Damilola Dan Danil Daniyar Dapo Daria Darius Dariusz Darnell Darya Davi
Dávid Davo Dazza DeAndre Deepa Deepika Deirdre Delphine Demba Denis Deniz Derya Despina Destiny Detlef Dev
Devika Dewi Dezső Dhruv Dietmar Dilani Dimitra Dimitris Dina Dinesh Dingdong Dirk Divya Dmitri Dmitry Dmytro
Dong Dongmei Dorji Dorota Dörte Dorte Dror Duc Dunc Dung Duy Dylan Ebele Eberhard Ebony Ece Eda Eefje Eero
Eeva Efrat Efua Églantine Egle Egor Eiji Eike Eilidh Eimear Eirik Eirini Eitan Eivind Ekaterina Ekene
Ekkehard Elad Elena Eleni Eleri Elif Elina Elizaveta Elke Élodie Eluned Elżbieta Emi Emiko Emine Emre Emrys
Eneko Eng Engin Eniola Enkhtuya Enno Enora Enzo Eoin Eran Erdem Eren Erez Erkan Erwan Esi Espen Esra Eun
Eunji Evangelia Evgenia Evgeny Ewa Ewan Eyal Fabien Fabrice Fadi Fahad Faisal Faizal Fang Farah Farhad Faris
Farouk Farzad Fatima Fatma Fatou Fatoumata Fei Femi Femke Feng Fenja Ferenc Fetu Ffion Fiadh Fikret Finn
Fiona Fionn Firas Fitri Flavien Flemming Floor Florent Florian Floris Flurin Folake Folasade Frédéric
Friederike Frode Fumiko Fumio Funmi Funmilayo Fyodor Gábor Gaël Gaétan Gal Galina Galit Ganesh Garazi Gareth
Gathoni Gaurav Gautam Gauthier Gaz Gazza Geert Geeta Geir Gemma Gennady Geok Georgios Georgy Geraint
Géraldine Gerd Gergely Gesa Gevorg Ghada Ghassan Gian Giang Gijs Gil Gilad Gildas Giorgi Giorgos Gisela
Gizem Gleb Glynis Gökhan Gopal Göran Gorka Goro Gosia Gösta Götz Govind Gráinne Grażyna Greer Grete Grigory
Gro Grzegorz Guadalupe Guang Gudrun Guénolé Gugu Gül Gundula Gunilla Gunnar Guo Guro Guus Guy Gwenaël
Gwenaëlle Gwyneth György Ha Habib Hadas Hae Haeun Hafiz Hai Haim Haitham Håkan Hakan Håkon Hala Halil Halina
Halvor Hamad Hamid Hamza Han Hana Hanan Hande Hanh Hani Hanne Hanneke Hannelore Hao Haoran Harm Harsh Harsha
Hartmut Haruki Haruto Hasan Hassan Hatice Hauke Haya Hayk Haziq Heba Hee Hege Heike Heikki Heiko Heiner
Heitor Heleen Helga Helge Helmut Hemant Hemi Hendra Heng Henk Henrike Henrique Herbert Hidayah Hideki Hideo
Hien Hieu Hikari Hikaru Hila Hina Hinata Hine Hinnerk Hiro Hiroaki Hiroko Hiromi Hiroshi Hiroyuki Hisashi
Hisham Hitomi Hjalmar Hoa Hoang Hock Hohepa Holger Hong Hossein Hsiao Hsin Hua Huan Huda Huei Hui Hülya
Huong Hussain Hussein Huw Huy Hwan Hwee Hye Hyejin Hyun Hyunwoo Iago Iain Iara Ibrahim Ibrahima Ichiro Idan
Ido Iestyn Ieuan Ifeanyi Ifeoma Igor Ihor Ikechukwu Ikenna Ilan Ildikó Ilka Ilker Ilkka Ilse Ilya Ilze Iman
Imani Imelda Imke Imran Imre Iñaki Inbal Inci Indah Indira Inese Inga Inge Ingegerd Ingemar Ingo Ingvild
Iñigo Innes Insa Intan Ioanna Ioannis Irakli Irena Irina Iryna Isamu Isha Ishaan Ishara Isla Ismail István
Itai Itamar Itzel Itziar Ivan Iwona Izzat Jaap Jabari Jacek Jacko Jadwiga Jae Jaehyun Jagdish Jamal Jamila
Jana Janis Janusz Jaqueline Jarek Jari Jarle Jarosław Jaume Jaya Jayant Jelani Jeong Jeppe Jermaine Jeroen
Jerome Jerzy Jesper Jesse Jette Jez Jhun Ji Jia Jiahao Jian Jiayi Jie Jihoon Jihye Jimin Jin Jing Jingyi
Jinwoo Jiro Jisoo Jiwon Joanna Jocelyn Jochen Joël Joep Johnno Joko Jon Joon Joonho Jordi Jörg Jörgen Joris
Jörn Josselin Jostein Josu Jovelyn Juha Jui Juliana Jun Jung Junho Junichi Junjie Junko Jurate Jürg Jussi
Justyna Jyoti Jytte Kaan Kabir Kadir Kadri Kagiso Kahu Kai Kaia Kailash Kaisa Kaito Kalani Kalpana Kamal
Kamala Kana Kanya Kaori Kar Karan Karen Kari Karim Karin Karma Karsten Kartik Kasia Kaspars Kasun Katalin
Katarzyna Katelijne Katerina Kateryna Katri Katsumi Katya Kaveh Kavita Kavya Kaz Kazimierz Kazuhiro Kazuki
Kazuko Kazuo Kehinde Kei Keiko Keisha Keisuke Keita Kelechi Kemal Ken Keng Kenichi Kenta Kentaro Kenya Keoni
Kerem Keren Kerim Kerstin Ketut Keyshawn Khadija Khairul Khaled Khalil Khanh Khoa Kian Kiara Kien Kinga
Kiran Kiri Kirill Kirsten Kirsty Kiyoshi Kjell Kjersti Klaas Klaus Knut Köbi Koen Kofi Koichi Koji Kojo Kok
Koldo Konstantin Konstantinos Koray Kordula Kostas Kourosh Krishna Kristoffer Krystyna Krzysiek Krzysztof
Ksenia Kseniya Kuan Kumar Kumiko Kun Kunal Kwaku Kwame Kwasi Kwok Kyoko Kyriakos Kyung Lachlan Ladan Ladina
Laëtitia Laia Laila Lakisha Lalit Lalo Lamia Lan Larisa Larissa László Lata Latoya Laurens Lauri Laust Layla
Leandro Lei Leif Leila Leilani Leire Lene Leng Lennart Leonid Lerato Leszek Letícia Lev Levan Levent Levente
Leyla Lian Liang Liat Lieke Liga Liis Liisa Lilit Limor Lin Lina Linas Lindiwe Linh Linnea Lior Lívia Liyana
Lleucu Llinos Loan Loïc Lone Long Lorenz Lotte Lowri Loz Luan Luana Lubna Luciana Ludovic Luísa Luiza Lupe
Lutz Lwazi Lyubov Lyudmila Maaike Maarten Maayan Maciej Made Madhav Madhuri Mads Maël Maëlle Maëlys Magali
Magda Magdolna Magnhild Maha Mahesh Mahmoud Mahsa Mai Maia Maider Mairi Maite Maj Majed Maki Makoto Maksim
Malak Malcolm Malee Malia Malik Malini Mamadou Mamoru Manabu Manaia Manal Mandla Manfred Manish Manisha
Manoj Måns Marcela Marcin Marek Margareta Margarita Mariam Maricel Marieke Mariko Marina Maris Marit Marites
Mariusz Marjolaine Marjolein Marko Marleen Marlene Marlies Marquis Mårten Márton Marwa Marwan Maryam Marzena
Masahiro Masaki Masako Masao Masaru Masashi Masato Mateus Mateusz Mats Matti Matvei Mátyás Maud Maxence Maya
Maysa Mayumi Maz Mazen Maziar Mazza Małgorzata Mbali Meena Megan Megha Megumi Mehmet Mei Meike Meiling Meir
Meirion Mélanie Mele Melis Mélissa Memo Menachem Meng Merav Mere Mert Merve Mesut Mette Mhairi Michal Michał
Michiko Midori Mieke Mihály Mihi Mika Mikel Mikhail Miki Mikko Miklós Min Mina Minako Mindaugas Ming Mingyu
Minh Minho Minjae Minji Minjun Minoru Minseo Mireia Miren Mirko Mirosław Misaki Mitsuko Mitsuo Miyuki Mizuki
Moacir Moana Modupe Mogens Mohamad Mohamed Mohammad Mohammed Mohit Mohsen Mojgan Mona Monika Montserrat
Mordechai Morgane Morten Morven Moshe Moussa Mpho Muhammad Mukesh Mukul Mumbi Mun Murat Murilo Mustafa Mutua
Mykhailo Mykola Na Naama Nabil Nacho Nada Nadav Nadezhda Nadine Nadir Naima Najib Naledi Nam Nana Nandini
Nando Nani Naoki Naoko Naomi Narayan Narek Nasrin Nasser Nataliia Nataliya Natalya Nattapong Naveen Navid
Nawal Nayef Nazanin Nazli Nazri Ndidi Necla Neda Neelam Neeraj Neha Nele Nerea Nerys Neus Nevaeh Nga Ngoc
Nguyet Nhung Nia Niels Nienke Nihat Nikau Nikhil Nikita Nikolai Nikolaos Nikolay Nikos Nilesh Niloufar Nils
Nilüfer Nima Nimal Ning Nino Nir Niran Niranjan Nirmala Nisha Nitin Nitzan Njoki Nkechi Nkem Nkosana Nneka
Noa Noam Nobu Nobuko Nobuo Noémie Nolwenn Nomvula Noor Nora Norbert Norhayati Noriko Nosipho Noura Ntombi
Nur Nuray Núria Nurlan Nurul Nuwan Nyambura Nyoman Oanh Obi Obinna Océane Ochieng Odd Odhiambo Ofa Ofer Ofir
Oguz Oihane Oisín Okan Oksana Ola Olabisi Olaf Olamide Olayinka Oleg Oleksandr Oleksiy Olena Olga Olli Olu
Oluchi Olufemi Olumide Omar Omer Omolara Omri Onn Onur Onyeka Ophélie Oren Orhan Oriol Orit Örjan Órla Orla
Orly Orsolya Osama Osamu Osnat Otávio Othman Ottmar Oumar Ousmane Outi Owain Oyunaa Ozan Özge Özgür Özlem
Paco Padma Pádraig Päivi Palesa Pallavi Palle Panagiotis Pancho Pankaj Pär Parisa Pau Pauline Pavel Paweł
Pegah Pei Pekka Pelin Pema Peng Pepe Per Pere Perrine Petra Phong Phuc Phuong Pia Pierrick Pim Pinar Ping
Piotr Piroska Ploy Poh Pol Polina Pontus Pooja Poul Pouya Prabhu Pradeep Prakash Prakriti Pranav Prasad
Prasert Prashant Pratik Praveen Preben Preeti Prem Priit Priscila Priyanka Przemek Przemysław Pushpa Putri
Pyotr Qasim Qian Qiang Qing Qiu Quan Quang Quentin Quim Quique Quirine Quoc Quyen Quynh Radek Radha Radosław
Rafaela Rafał Ragnhild Rahul Rainer Raj Raja Rajan Rajat Rajeev Rajendra Rajesh Rajiv Raju Rakesh Ram Ramesh
Rami Ramin Ran Rana Randi Rangi Rani Rania Ranjit Raphaël Raquel Rasa Rashid Rashmi Rasmus Ratna Recep Reem
Refilwe Reiko Rein Reinhard Réka Rekha Rémi Rémy Renan Renate Rens Renu Reshma Reto Reza Rhian Rhiannon
Rhodri Rhona Rhys Rianne Rie Riikka Rik Rikke Rima Rin Rina Rio Ritu Rivka Rizal Rizky Roar Robbo Rodel
Rodrigo Roel Roger Rohan Rohini Rohit Róisín Rolf Romain Roman Rommel Ronan Ronen Rong Roni Ronit Roos Roser
Roshan Rosli Rowena Roya Ruaridh Ruben Ruchi Rüdiger Rudo Ruedi Rui Rune Ruolan Rupa Ruslan Rutger Ruth Ruud
Ruwan Ryo Ryota Ryszard Ryuji Rıza Saad Saba Sabah Sabine Sabrina Sachiko Sachin Sade Saeed Sagar Sagi Sahar
Said Saki Sakura Salah Salem Salim Salma Saman Samer Sami Samir Samira Samuel Sana Sandeep Sandhya Sandis
Sándor Sandrine Sanduni Sang Sangay Sangeeta Sanjana Sanjay Sanjeev Santosh Saoirse Sara Sarah Sarita Saskia
Satish Satoko Satoru Satoshi Satu Saurabh Sayaka Sayuri Seán Şebnem Seda Sedat Seema Sefina Segun Seiji
Sekou Selim Selin Semisi Seng Seo Seojun Seoyeon Sepideh Seraina Serdar Sergei Sergey Serhiy Serkan Setareh
Seung Seungho Sevgi Seydou Shadi Shahin Shahrul Shai Shailesh Shan Shanice Shaniqua Shankar Shanti Sharad
Shashi Shaul Shaz Shazza Sheela Shigeru Shih Shikha Shilpa Shin Shinichi Shinji Shiori Shira Shirin Shiv
Shivani Shizuka Shlomo Sho Shobha Shota Shreya Shruti Shu Shuang Shun Shyam Siân Sian Siavash Sibel Sibusiso
Siddharth Siew Sigal Signe Sigrid Sigurd Siim Silje Silke Simphiwe Sina Sinan Sinéad Siobhán Sione Sipho
Siriporn Siv Sixten Siyabonga Siyu Sjoerd Sjors Slamet Smita Sneha Sofia Sofya Soizic Solenn Solomiya
Solveig Somchai Somsak Son Sonal Sonali Sonam Sondre Songül Sönke Soo Soon Sooyoung Sora Sören Soroush
Soyeon Spyros Sri Srinivas Staffan Stanislav Stanisław Stavros Steen Steffen Stelios Stepan Stéphane
Stéphanie Stig Stijn Sture Suat Subhash Sudhir Sujan Sujata Suleiman Sultan Suman Sumit Sunee Sung Sunghoon
Sunil Sunita Supaporn Suresh Surya Susanne Sushil Sushma Susumu Svein Sven Svenja Svetlana Svyatoslav
Swantje Swati Swee Syafiq Sybille Sylwia Synnøve Szabolcs Szilvia Szu Szymon Sławomir Tadashi Tadeusz Tadhg
Taehyung Tafadzwa Tage Taiki Tainá Takahiro Takako Takashi Takayuki Takeo Takumi Tal Talita Tam Tama Tamar
Tamás Tamer Tamika Tamuna Tane Tanisha Tanja Tanvi Tao Tapio Taraneh Taras Tarek Tariq Tariro Taro Tarun
Tashi Tatenda Tatiana Tatiane Tatsuya Tatyana Tavita Tegan Tejas Temitope Tendai Tengiz Tenzin Terje Tero
Terrell Tetsuo Tetsuya Teun Tez Thabo Thaksin Thandeka Thandi Thandiwe Thanh Thanos Thao Thapa Themba
Theodoros Thi Thiago Thiam Thibault Thibaut Thien Thijs Thilini Thorben Thorsten Thu Thuy Thyge Tiana Tibor
Tien Tigran Tiit Tijmen Timo Timofey Timur Tinashe Tine Ting Tingting Tiphaine Titilayo Tjark Tjeerd Toan
Tolga Tomas Tomasz Tomer Tommy Tomoko Tomomi Tone Toño Toomas Tope Tor Torben Torbjørn Torgny Torill Tormod
Torsten Toru Toshio Tosin Tove Trang Tri Trinh Trinity Tristan Troels Trond Trung Truong Trygve Tsubasa
Tsung Tsutomu Tuan Tugba Tumelo Tuncay Tunde Tung Tuomas Turgut Turid Tuyet Tyrell Tyrone Tzipi Uche Uchenna
Uday Ulf Ulla Ulrika Ulyana Uma Ume Umesh Umut Úna Unai Unni Upul Uri Urmas Urs Ursin Urszula Usha Uta Ute
Uwe Uxía Vadim Vahan Vaibhav Valentin Valentina Valérie Valery Vandana Varun Varvara Vasant Vasiliki Vasilis
Vasily Vassilis Vasyl Veerle Vegard Venkat Vera Veronika Vibeke Vidar Vidya Viet Vijay Vikas Viktor Viliami
Ville Vilmos Vimal Vinay Vineet Vinh Vinícius Vinod Vipul Virginie Vishal Vishnu Vitaly Vitória Vivek Viveka
Vladimir Vladislav Volkan Volker Volodymyr Vreni Vu Vy Vyacheslav Vytautas Wael Wagner Wah Wai Wairimu
Waleed Walid Wallace Waltraud Wambui Wanderley Wangari Wanida Wanjiku Wayan Weiwei Wellington Wen Wenche
Wenjing Wiebke Wiesław Wietske Wilfried Willemijn Wiremu Witold Wojciech Wojtek Wolfgang Woo Wouter Wulan
Xabier Xavi Xavier Xia Xiang Xiao Xiaoming Xiaoyan Ximena Xin Xinyi Xiu Xoán Xuan Xue Yaa Yaakov Yael Yalda
Yan Yana Yang Yaniv Yann Yannick Yannis Yanyan Yara Yarden Yaretzi Yaron Yaroslav Yaroslava Yash Yasin
Yasmim Yasmin Yasmine Yasser Yasuko Yasuo Yasushi Yavuz Yaw Ye Yee Yegor Yehuda Yejin Yelena Yeliz Yemi Yen
Yeon Yerlan Yetunde Yevgeny Yewande Yi Yiannis Yichen Yifan Yigal Yijun Yilmaz Yin Ying Yitzhak Yngve Yoann
Yoav Yogesh Yoko Yonatan Yong Yoon Yoshi Yoshihiro Yoshiko Yoshio Yossi Yotam Youngho Yousef Youssef Youta
Yu Yuan Yue Yuhan Yui Yuichi Yuka Yukari Yuki Yukiko Yuko Yulia Yuliia Yumi Yumiko Yun Yuna Yuni Yunus Yura
Yuri Yury Yusuf Yusuke Yuta Yutaka Yuting Yuto Yuuki Yuval Yvette Zafer Zahra Zaid Zain Zainab Zakhar Zanele
Zarina Zaruhi Zayd Zeev Zehra Zeinab Zeynep Zhen Zheng Zhi Zhiyuan Zhong Ziad Zihan Zixuan Zodwa Zohar Zola
Zoltán Zoya Zsófia Zsolt Zsuzsa Zsuzsanna Zul Zulkifli Zvi Øystein Øyvind Łukasz
"""

if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
