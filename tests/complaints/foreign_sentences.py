"""Sentences to measure complaints.foreign_names and complaints.latin_names by. ⟦⟧ is what has to be hidden.

They were written after the rules, and no rule was made for one of them: who changes a rule because of a sentence here
takes the sentence to test_foreign_names and writes another.
"""

NAMING = {
    "en": """The guard at the factory, Mr Prasert Sukjai, would not let us leave: Prasert Sukjai
My landlord is called Nattapong and he cut off the water: Nattapong
I am Grace Okafor and I teach at the school on soi 12: Grace Okafor
Please call my wife Lamai about the accident: Lamai
Full name: Peter van Dijk, staying in condo: Peter van Dijk
The policeman Sergeant Thawee took my phone: Thawee
my name is deng and my shop floods every year: deng
Teacher Kanya hit the boys with a ruler: Kanya
Khun Pranee from the office shouted at me: Pranee
Dr. Suchart at the clinic gave the wrong medicine: Suchart
We were told by Captain Anek to pay 2000 baht: Anek
Ask Auntie Nok who sells noodles there: Nok""",
    "my-latin": """Ko Htet Aung fell from the roof at the site: Htet Aung
Our leader Daw Yin Yin Htwe asked for the salary: Yin Yin Htwe
U Soe Myint owns the boat: Soe Myint
Ma Ei Phyu is pregnant and was fired: Ei Phyu
The broker Zin Ko Ko took 15000 baht from each of us: Zin Ko Ko
Saw Eh Doh Htoo was beaten at the checkpoint: Eh Doh Htoo
Naw Hser Mu cannot get her card: Hser Mu
Sai Aung Murng is in hospital: Aung Murng
Nang Kham Hom works in the same house: Kham Hom
Kyaw Kyaw and Thiha were not paid either: Kyaw Kyaw
ma thida win is still in the room: thida win
I am Thant Zin Oo from Mae Sot: Thant Zin Oo""",
    "my": """ကျွန်တော် ကိုထက်အောင် ဆောက်လုပ်ရေးမှာ လုပ်တယ်: ထက်အောင်
အိမ်ရှင် ဒေါ်မြမြ က ရေဖြတ်ထားတယ်: မြမြ
ဦးစိုးမြင့် ကိုတိုင်ချင်တယ်: စိုးမြင့်
မအိဖြူ ကိုယ်ဝန်ရှိတယ်: အိဖြူ
မနှင်းဝေ နဲ့ အတူနေတယ်: နှင်းဝေ
မောင်ဖြိုးဝေ အသက် ၁၂ နှစ် ပျောက်နေတယ်: ဖြိုးဝေ
စောအဲဒို ကို ဂိတ်မှာ ရိုက်တယ်: အဲဒို
နော်ဆာမူ ကတ်မရဘူး: ဆာမူ
အမည် - ကျော်သူရ၊ အသက် ၃၀: ကျော်သူရ
ကျွန်မနာမည် ခင်သန္တာ ပါ: ခင်သန္တာ
ဆရာမ ဒေါ်လှလှ က ကလေးကိုရိုက်တယ်: လှလှ""",
    "lo": """ທ້າວ ສີສະຫວາດ ວົງພະຈັນ ບໍ່ຈ່າຍຄ່າແຮງ: ສີສະຫວາດ ວົງພະຈັນ
ນາງ ວັນນາ ຖືກຂັງໄວ້ໃນເຮືອນ: ວັນນາ
ຂ້ອຍຊື່ ຄຳເພັດ ມາຈາກສະຫວັນນະເຂດ: ຄຳເພັດ
ນາຍຈ້າງຊື່ ວິຊັຍ ຕີຂ້ອຍ: ວິຊັຍ
ເອື້ອຍ ບົວພັນ ເຫັນເຫດການ: ບົວພັນ
ຕຳຫຼວດຊື່ ສົມຊາຍ ຂໍເງິນ: ສົມຊາຍ
ນາງສາວ ສຸກສະຫວັນ ຫາຍໄປ: ສຸກສະຫວັນ
ລຸງ ທອງດີ ເຜົາຂີ້ເຫຍື້ອ: ທອງດີ
ຊື່: ໄພວັນ ແກ້ວດວງດີ: ໄພວັນ ແກ້ວດວງດີ
ອ້າຍ ຕຸ້ຍ ບໍ່ໄດ້ເງິນ: ຕຸ້ຍ""",
    "km": """លោក ចាន់ សុផល មិនឲ្យប្រាក់ខែ: ចាន់ សុផល
ខ្ញុំឈ្មោះ សុខ ម៉ារី ធ្វើការនៅរោងចក្រ: សុខ ម៉ារី
អ្នកស្រី លី ហួរ បិទទឹក: លី ហួរ
ថៅកែឈ្មោះ វិជ័យ យកលិខិតឆ្លងដែន: វិជ័យ
បងស្រី ចន្ថា ត្រូវគេវាយ: ចន្ថា
ពូ សំណាង ឃើញហេតុការណ៍: សំណាង
ឈ្មោះ៖ ហេង ពិសិដ្ឋ: ហេង ពិសិដ្ឋ
លោកគ្រូ វណ្ណា វាយកូនខ្ញុំ: វណ្ណា
កញ្ញា ស្រីពៅ បាត់ខ្លួន: ស្រីពៅ
មីង យ៉េត ដុតសំរាម: យ៉េត""",
    "zh": """我叫赵丽华，在清迈读书: 赵丽华
房东陈先生不肯退押金: 陈
老板刘建国拖欠工资: 刘建国
姓名：周杰，电话在下面: 周杰
医生黄志明态度很差: 黄志明
邻居姓林的一家每天很吵: 林
我是孙悦。: 孙悦
请联系吴小姐: 吴
他名叫郑浩，是中介: 郑浩
警官何伟要我交钱: 何伟
杨阿姨在门口烧垃圾: 杨""",
    "ms": """Nama saya Rosnah binti Yusof, tinggal di Yala: Rosnah binti Yusof
Encik Hafiz tidak bayar gaji kami: Hafiz
Jiran kami Haji Osman bakar sampah: Osman
Ahmad Faizal bin Daud memandu laju: Ahmad Faizal bin Daud
Cikgu Salmah merotan anak saya: Salmah
Puan Noraini tutup jalan: Noraini
Lelaki bernama Ridwan mengganggu kami: Ridwan
Kak Yah jual makanan basi: Yah
nama pemilik ialah Karim Abdullah: Karim Abdullah
Abang Zul pukul budak itu: Zul""",
}
NAMING_NOBODY = {
    "en": """The boat from Ko Samui to Ko Phangan was cancelled again
There is a pothole on Rama IV Road near Lumphini Park
The teacher at Ban Nong Bua School does not come
Officers of Khlong Toei District Office never answer
Bus 8 does not stop at Victory Monument any more
The manager told us Big C closes at nine
I am From Laos and need help
Dr Phun Road? No, it is Charoen Krung Road
U Tapao airport and Sai Mai district flood every year
Ma Hong Son? I mean Mae Hong Son hospital
The company named Siam Motors dumps oil in Khlong Saen Saep
Our landlord is Chinese and the owner is Thai
Trees fell on Nang Linchi and Sathon roads
My son goes to Wat Bowon school, my daughter to Triam Udom
Please repair the light at Soi Nana, opposite Hotel Atlanta
Sunday Market at Chatuchak, Monday Market at Ari""",
    "my": """ဒီလမ်းမှာ မီးမလင်းဘူး၊ အန္တရာယ်ရှိတယ်
ရေကြီးလို့ ကျောင်းမသွားနိုင်ဘူး
အလုပ်ရှင်က လုပ်အားခ မပေးပါဘူး
ရဲစခန်းမှာ တိုင်ပေမဲ့ အရေးမယူဘူး
ဆေးရုံမှာ ဆရာဝန် ၂ ဦးပဲ ရှိတယ်
ကလေးတွေ ကို ကျောင်းမှာ လက်မခံဘူး
မော်လမြိုင်ကနေ မဲဆောက်ကို လာတယ်
အမှိုက်တွေ အများကြီး၊ အနံ့ မကောင်းဘူး
ကျွန်မ နာမည်စာရင်းထဲ မပါဘူး
ကို့ကိုကူညီပါ၊ မလုံခြုံဘူး
မနေ့က ကားတိုက်မှု ဖြစ်တယ်
မနက် ၈ နာရီမှာ ရေမလာဘူး
ဦးဆောင်သူ မရှိဘူး""",
    "lo": """ຖະໜົນຂ້າງຕະຫຼາດເປັນຂຸມ ບໍ່ມີໃຜສ້ອມ
ໄຟຟ້າມອດທຸກຄືນ ຢູ່ໜອງຄາຍ
ນາຍຈ້າງບໍ່ຈ່າຍເງິນເດືອນ 2 ເດືອນ
ໂຮງໝໍບໍ່ຮັບຄົນລາວ
ຂໍໃຫ້ທ່ານຊ່ວຍເຫຼືອແດ່
ລູກຂ້ອຍບໍ່ໄດ້ເຂົ້າໂຮງຮຽນ
ນ້ຳຖ້ວມບ້ານ ຕັ້ງແຕ່ວັນຈັນ
ຊື່ຂອງຂ້ອຍຜິດໃນບັດ
ນ້ອງສາວເຈັບທ້ອງ""",
    "km": """ផ្លូវមុខសាលាខូចអស់ហើយ
ថៅកែមិនបើកប្រាក់ខែ ២ ខែ
ខ្ញុំជាកម្មករខ្មែរនៅបាងកក
លិខិតឆ្លងដែនរបស់ខ្ញុំត្រូវគេយក
សូមលោកជួយខ្ញុំផង
ទឹកជំនន់ចូលផ្ទះ
ប៉ូលិសសុំលុយនៅប៉ុស្តិ៍
ឈ្មោះខុសក្នុងប័ណ្ណ
បងប្អូនរបស់ខ្ញុំនៅរោងចក្រ
លោកស្រី សូមមេត្តាជួយ""",
    "zh": """曼谷素坤逸路有很多坑，没人修
我是中国人，护照被老板拿走了
请问医生什么时候上班
小姐态度不好，先生也不理
对面的工厂每天排放废水
高速公路附近噪音很大
我叫了三次警察都没来
名字写错了，需要更正
老师打学生，校长不管
万象到廊开的车太少
由于洪水，学校关门
经理说明天付工资
我姓名不在名单上""",
    "ms": """Jalan di hadapan masjid banjir setiap hari
Sampah di pasar Sungai Kolok busuk
Saya orang Malaysia dan kereta saya rosak
Polis tidak datang walaupun kami telefon
Lampu jalan di Kampung Baru tidak menyala
Sekolah anak saya tiada guru
Encik, tolong baiki jalan ini
Tuan dan puan, air tidak ada
Pejabat Daerah Betong lambat
Hospital Yala tidak terima pesakit""",
}
