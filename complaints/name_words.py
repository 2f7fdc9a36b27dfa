"""The words by which names of other languages than Thai are told: parts of names, and what only looks like one.

Lists of what is common, from knowledge of the languages; complaints.foreign_names and complaints.latin_names say how
much each of them proves.
"""

from __future__ import annotations


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


# -- Latin letters -------------------------------------------------------------------------------------------------

BURMESE_IN_LATIN = _set(
    """aung kyaw zaw htun tun hla mya khin thein myint htwe moe naing lwin soe htet hein thu thura zin phyo phyu nwe aye
    thida sandar nyein htoo paing zeya zayar zeyar myo thant thet thaung nyunt nyo ohn pyae pyone sein shwe swe thandar
    thiri yadanar yamin hnin hsu khaing khant khine kaung myat nandar nilar pwint sithu theingi thuzar thwin thar wunna
    htay hlaing hmwe hpone kyu kalayar linn naung nyan phone tayza thazin thinzar thiha tint zarni kyi kyin kyine wutyi
    oo zar nanda sandi thinn chaw ei su yin win tin than maung min ye wai lin cho chit may mar nay lay san yee yi yu ya
    yan yar zon bo ba be pa po si sit toe tha wint wut wah let mon mu ni nu chan phay thant htut saw ko mg mi hmue hnaung
    paw eh htoo ler doh hser gay law taw kler plo wee kpaw moo say hsa wa mue poe
    hseng seng kham leng murng mawn noom tip awn hom nwam wan mao lao kyar nang naw nan sai pan han phong hso khur
    thi da nyi htike pyo thway zun yoon nge pyay myaing thawdar ngwe mie mie chaung ohnmar thanda wine kay khaing"""
)
"""Syllables of Burmese, Karen and Shan names, as they are written in English."""
ALSO_OTHER_WORDS = _set(
    """oo zar su yin win tin than min ye wai lin cho chit may mar nay lay san yee yi yu ya yan yar zon bo ba be pa po si
    sit toe tha wint wah let mon mu ni nu chan saw ko mg mi paw eh ler gay law taw wee moo say wa poe kham tip hom wan mao
    lao nang naw nan sai pan han thi da phone seng leng kay linn nanda phong nge ei thant mie wine"""
)
"""Those of them that are English words or parts of Thai places, islands and Chinese names as well."""
NO_BURMESE_NAME = _set(
    """ko:samui ko:chang ko:phangan ko:tao ko:samet ko:lanta ko:larn ko:lan ko:kret ko:mak ko:kham ko:wai ko:phayam
    ko:si ko:chan ko:kha ko:nang ko:hong ko:yo ko:yao ko:man ko:sai ko:poda ko:lao ko:pha ko:phi ko:tha
    sai:mai sai:noi sai:yok sai:buri sai:ma sai:kaeo sai:thong sai:tai sai:moon sai:wan nang:loeng nang:rong
    nang:linchi nang:yuan nang:noi u:thong u:tapao u:bein u:turn nay:pyi oo:lwin shwe:dagon min:buri san:sai"""
)
"""Two words that stand for a place: before the colon what would be a title or the beginning of a name."""

MALAY_GIVEN = _set(
    """ahmad ahmed mohd mohamad mohamed mohammad muhammad muhamad abdul abdullah abdulloh ali hassan hasan hussein husin
    ismail ibrahim yusof yusuf yusoh osman usman razak rahman rahim karim salleh saleh sulaiman zakaria idris ishak
    hamzah kamal jamal rosli azman azmi faizal fatimah aminah siti nur nurul aisyah aishah zainab mariam maryam rohani
    azizah asmah halimah hasnah khadijah salmah ruslan harun daud musa isa yahya hafiz syafiq amirul"""
)

NO_NAME = _set(
    """thai thailand burmese burma myanmar karen shan mon kachin chin rakhine rohingya lao laos laotian khmer cambodia
    cambodian chinese china malay malaysian malaysia vietnamese filipino indian indonesian canadian dutch swedish swiss italian spanish nepali nepalese bangladeshi pakistani
    iranian israeli ukrainian singaporean seen shown hidden known given taken kept asked spelled misspelled spelt written printed missing wrong deleted removed added used english british american german
    french russian japanese korean european australian buddhist muslim christian catholic hindu asian foreign foreigner
    migrant worker workers passport visa permit facebook line tiktok grab google youtube lazada shopee seven big lotus
    makro tesco ptt bts mrt srt pea mea pwa bma bangkok chiang mae hat nakhon samut ubon udon korat phuket pattaya
    krabi rayong chonburi khon sakon surat ayutthaya hua pai yala narathiwat pattani songkhla tak ranong trat loei nong
    satun phang mandalay yangon vientiane penh singapore bali
    january february march april june july august september october november december
    monday tuesday wednesday thursday friday saturday sunday
    sir madam mr mrs ms miss dr khun dear hello hi yes ok okay thanks thank sorry god allah police office officer officers
    hospital school district province municipality government ministry department immigration labour labor court
    i the this that these those there here it its he she we you they his her their our your my me and or but if when where
    who what how why in on at by to of for from with not no never always only also just still very so too as is are was
    were am be been being has have had do does did will would can could may might must shall should
    bomba polis pejabat cineplex diy donut martens bean pink who covid i'm im i've i'll living live lives staying stay working work
    writing reporting complaining asking calling tired afraid angry sick sad scared happy new old owner manager teacher
    student tourist tenant resident citizen mother father single married pregnant currently already really"""
)
"""Words with which no name begins, even with a capital."""
ENDS_A_NAME = _set(
    """said says told tells came comes went goes hit hits beat beats please phone tel telephone number address aged age
    called calls throws parks parked drives took takes wants wanted asked asks kept keeps refuses refused threatened
    age email yelled hurt stole steals sells plays makes made lives lived works worked saw sees knows knew again who
    which whose because since then yesterday today tomorrow every dan di dari tinggal umur saya yang telah tidak dengan
    kata pukul nombor telefon tel minta orang bekerja mengadu tentang"""
)
"""Words with which a sentence goes on behind a name that is written without capitals."""
OF_A_PLACE = _set(
    """road rd street st soi lane alley avenue highway bridge market hospital school college university temple church
    mosque village mall plaza hotel hostel resort district province canal river park station airport island beach bay pier
    port condo condominium tower building bank company co ltd factory restaurant cafe coffee bar shop store clinic pharmacy
    club garage gate junction intersection pagoda monastery camp border checkpoint subdistrict tambon amphoe city town zone
    area waterfall mountain hill national supermarket mart center centre apartment residence estate foundation line
    turn football stadium arena museum bus terminal massage spa laundry lake dam farm"""
)
"""A name that is followed by one of these is that of a place."""
LEADS_TO_A_PLACE = _set(
    """soi thung thanon road street wat ban baan bang khlong klong talat tambon amphoe koh mueang muang jalan kampung kampong kg
    masjid surau sekolah pasar taman pondok klinik kedai restoran lorong hospital school hotel temple clinic restaurant
    bridge village market pagoda mosque company brand song movie film"""
)

# -- Burmese letters -----------------------------------------------------------------------------------------------

BURMESE = _set(
    """အောင် မင်း ကျော် ဇော် ဝင်း ထွန်း လှ မြ ခင် သိန်း မြင့် ထွေး မိုး နိုင် ဦး လွင် စိုး ရဲ ထက် ဟိန်း သူရ သူ ဇင် ဝေ ဖြိုး ဖြူ စု ယဉ် နွယ် နွဲ့ အေး သီတာ သီ
    စန္ဒာ စန်း ဆန်း ငြိမ်း ချမ်း လင်း ထူး ပိုင် ဇေယျာ ဇေယျ နေ မျိုး သန့် သက် သောင်း သန်း တင် တင့် မောင် မာ ဝါ ကြည် ကြိုင် ညွန့် ညို အုန်း ပြည့် ပြည်
    ပြုံး စိန် ရွှေ ဆွေ ဆွိ သန္တာ သီရိ သိရိ တိုး ရတနာ ယမင်း ယု ဇာ အိ အီ ဝတ် ရည် နှင်း ဆု ချို ချစ် ချော ခိုင် ခန့် ကောင်း ကို လေး မေ မွန် မူ မြတ် နန္ဒာ
    နီလာ နီ နု ပွင့် စည်သူ သိင်္ဂီ သူဇာ သွင် ဝဏ္ဏ ရန် ယံ ရာ ဌေး ထွဋ် လှိုင် မွှေး ဘုန်း ကလျာ လှုိင် နောင် ညီ ဉာဏ် တေဇာ သဇင် သဉ္ဇာ သီဟ ဇာနည် ဖေ ဘ ဘို ဗို ဖိုး
    စံ ထန် ထိန် ထိုက် ကျင် ကျန် စိုင်း နန်း ခမ်း ဟွမ် လောဝ် ဆိုင် ခွန် လိတ် ဖော ဖော် ထူ ဝါး မူး စော နော် ပေါ လယ် ရွက် ယွန်း သဲ သင်း နှောင်း ဥမ္မာ ဟန်
    ခ ဘုတ် ပု ရှိန် ရှင် ရွှန်း ဟေမာန် ဒွေး ငယ် ဝင့် ဝိုင်း ဇွန် ပန်း ပန် ရီ ကေသီ ကေ သွယ် တောက် မှူး မျို ကြူ ညိမ်း သော် ကိုကို"""
)
BURMESE_ALONE = _set(
    "သီတာ စန္ဒာ သူဇာ သန္တာ သီရိ ရတနာ ယမင်း နီလာ သဇင် သဉ္ဇာ စည်သူ သီဟ ဇာနည် တေဇာ သူရ ဇေယျာ ကလျာ နန္ဒာ ဥမ္မာ ကေသီ ထွန်း ကျော် ဇော် သိန်း"
)
"""Names by themselves, and parts that hardly are words of other meaning."""

KAREN = _set(
    "အဲ အယ် အေ ဘလဲ့ ဘလယ် ဂေ ဂေး ဒိုး ဒို ထော ထူ ထူး စေး ဆာ ဆေး မြာ ဖော ဖဲ ဖိုး ကလိုး ကလော ကပေါ ကပြော ပလို ပြော ရှီ ထီ မူ လှို့ ကြာ ဝီ ပေါ ပေါလ် ဘွဲ ဘွယ် နှင်း ကူ ဆီ လယ် ခူ ဝါ ဝါး ယော နီး"
)
"""Parts of Karen names, behind စော and နော် alone: elsewhere most of them are words."""

# -- Burmese, Karen and Shan names in Thai letters -------------------------------------------------------------------

IN_THAI_LETTERS = """
အောင် aung ออง อาว|ကျော် kyaw จอ จอว์ เจา|ဇော် zaw ซอ ซอว์|ထွန်း htun,tun ทุน ถุน ตุน ทูน|လှ hla หละ หลา ลา|မြ mya เมียะ มยะ เมีย มะยะ
ခင် khin คิน ขิน|သိန်း thein เตง เตียน เต็ง เทียน เธียน|မြင့် myint มยิน มยินต์ มินต์ เมียน|မိုး moe โม|နိုင် naing ไน ไนง์ หนาย ไหน่
လွင် lwin ลวิน ละวิน|စိုး soe โซ|ထက် htet เทต เทะ เท็ต แทะ แท็ต เต็ต|ဟိန်း hein เฮน เฮง เฮียน ไฮน์|သူရ thura ตูระ ตุระ ทูรา ธุระ สุระ
သူ thu ตู ทู ธู|ဇင် zin ซิน|ဖြိုး phyo เพียว โพ เผียว พโย|ဖြူ phyu พยู ผยู พิว ผิว เพียว ผิ่ว|နွယ် nwe นวย นแว|အေး aye เอ
သီတာ thida ตีดา ธิดา สีดา ทีดา ธีดา|စန္ဒာ sandar,sanda ซันดา สันดา จันดา ซานดา|ငြိမ်း nyein เญน เงียน เนียน เญียน|ဝင်း win วิน|မောင် maung,mg หมอง เมาง์
မင်း min มิน|ဇေယျာ zeya,zayar,zeyar เซยา เซยะ|မျိုး myo มโย เมียว โมว มิว เมี่ยว|သန့် thant ตัน ตันต์ ธันต์ ทัน ทานต์|သန်း than ตาน ธาน ทาน ตัน ทัน|တင် tin ติน ทิน
မာ mar มา มาร์|ကြည် kyi จี คยี จิ|စု su ซู สุ|ဆွေ swe สเว ซเว ส่วย เซว ซวย|ရွှေ shwe ชเว ฉ่วย ชเว่ เชว ชวย|သန္တာ thandar,thanda ตันดา ธันดา ทันดา
သီရိ thiri ตีรี ธีรี ทีรี สิริ|ရတနာ yadanar ยาดานา ยะดะนา ยาดะนา|ယမင်း yamin ยามิน ยะมิน|နှင်း hnin นิน หนิน ฮนิน|ခိုင် khaing,khine ไค ไข ไคง์ ไขง์ คาย|ခန့် khant คัน คันต์ ขันต์
နီလာ nilar นีลา นิลา|ပွင့် pwint ปวิน ปวินต์ พวิน|သူဇာ thuzar ตูซา สุซา ทูซา ธูซา|ဝေ wai,way เว ไว เหว่|လင်း lin,linn ลิน|ကို ko โก โค|ပိုင် paing ไปง์ ไพ ไพง์
ဘို bo โบ|ဘ ba บา บะ|လှိုင် hlaing ไล ไหล ไลง์ ไหลง์|ဌေး htay เท เถ เต|ထွေး htwe ทเว ทวย ถวย เทว|ဦး oo อู|စန်း san ซาน สาน|ဆန်း san ซาน|ရန် yan ยาน ยัน
ရဲ ye เย แย|ရီ yi,yee ยี|ချို cho โช โฉ โจ|ချစ် chit ชิต ฉิต|အိ ei เอ อิ เอะ|အီ ei อี|ဇာ zar ซา|နု nu นู นุ|နီ ni นี หนี|ဝင့် wint วิน วินต์|ဝါ wah,war วา|သော် thaw ตอ ทอ
စည်သူ sithu ซีตู ซิตู ซีทู สีตู สิทู สิธู|ဇာနည် zarni ซานี|သီဟ thiha ตีฮะ ธีหะ ทีฮา|တေဇာ tayza เตซา เทซา|သဇင် thazin ตะซิน ทะซิน ธาซิน ตาซิน|နန္ဒာ nanda,nandar นันดา|ကေသီ kaythi เกตี เกธี
သက် thet เตต เต๊ะ แตะ เธต เทต เต็ต แทต|ညွန့် nyunt ญุน ญุ้น ยุน|ညို nyo โญ โย|အုန်း ohn โอน โอง|ပြည့် pyae เปีย เปีย์ เปีย|ပြုံး pyone โปน ปโยน เปียน|စိန် sein เซน เส่ง เสง เซิน|တိုး toe โต โท
ညီ nyi ญี ยี|မေ may เม|မွန် mon มอน|မူ mu มู|မြတ် myat มยัต เมียต มยะ|ဘုန်း phone โพน โบน ฟโยน|ထူး htoo ทู ตู ถู|ဝိုင်း waing ไว ไวง์|ဇွန် zun ซุน|ပန် pan ปาน ปัน|ချမ်း chan ชาน ชัน
စော saw ซอ ซอว์|နော် naw นอ นอว์|ဖော paw พอ ปอ|ပေါ paw พอ|အဲ eh เอ เอะ แอะ|လယ် lay เล|ဝါး wa วา|စေး say เซ|ဆာ hser เซอ|ဂေ gay เก|လာ ler เลอ ลา|ဖိုး poe โพ โป พอ|ဒိုး doh โด|လော law ลอ|ကလော kler เกลอ กเลอ
စိုင်း sai ไซ|ခမ်း kham คำ|ဟွမ် hom หอม ฮอม|ဆိုင် hseng แสง เสง|လိတ် leng เลง แลง|မိုင်း murng เมิง|ဟန် han ฮาน หาน
"""
"""Syllables: Burmese letters, Latin ones, and how Thais write them, without tone marks."""
NO_OTHER_THAI_WORD = _set(
    """ออง มยิน มยินต์ เมียะ มยะ คิน เตง ลวิน ละวิน ตูระ พยู ผยู นแว ตีดา ซันดา เญน เญียน เมาง์ มโย เซยา เซยะ ตันต์
    สเว ซเว ชเว ธันดา ทันดา ตีรี ธีรี ยาดานา ยามิน ฮนิน ไคง์ ไขง์ ปวิน ปวินต์ พวิน ตูซา สุซา ทูซา ไปง์ ไลง์ ไหลง์
    ทเว ถวย ไนง์ เทต ซีตู ซิตู ซีทู ตะซิน เตซา ญุน โญ ปโยน มยัต ซอว์ จอว์ นอว์ มินต์ โซ มิน วินต์ ซิน ซอ ทุน ตุน
    ลิน ซู เลอ เซอ เกลอ กเลอ จี ซาน หมอง ติน เพียว โม โก โค เฮน ยี ซุน ซา ไวง์"""
)
"""Those that behind a title are enough by themselves."""
ENOUGH_WITHOUT_TITLE = _set("ออง มยิน เมียะ ลวิน ตีดา ซันดา มโย สเว ซเว ชเว ยาดานา ปวิน ตูซา ซีตู")
"""Of a name without any title one of them is asked for: hardly a Thai word is made of it and another syllable."""

# -- Lao -----------------------------------------------------------------------------------------------------------

LAO_STARTS = _set(
    "ສົມ ບຸນ ຄຳ ວຽງ ແສງ ສີ ຈັນ ພອນ ວົງ ທອງ ແກ້ວ ມະນີ ສຸລິ ສຸກ ສຸພາ ສຸດາ ວັນນາ ວັນໄຊ ພູວົງ ພູທອນ ໄຊຍະ ໄຊສົມ ອຳພອນ ນວນ ອຸ່ນ ອິນ ບົວ ດາວ ດວງ ຈິດ "
    "ມາລີ ມາໄລ ນ້ອຍ ຕຸ່ນ ຕ໋ອຍ ເພັດ ພຸດ ລັດ ລັດຕະ ສຸວັນ ວິໄລ ວິໄຊ ວິລະ ອານຸ ສະຫວັດ ຫຼ້າ ຫລ້າ ທະນູ ເກດ ກອງ ສອນ ໜູ ໄກສອນ ຄູນ ນິດ ນາລີ"
)

# -- Khmer ---------------------------------------------------------------------------------------------------------

KHMER_PARTS = _set(
    "សុខ ចាន់ គឹម លី ហេង ឡុង មាស ស៊ុន ប៊ុន ហ៊ុន វណ្ណា វណ្ណៈ សុភា សុភាព ដារ៉ា បូផា បុប្ផា ចន្ថា រតនា ពិសិដ្ឋ វិបុល វុទ្ធី សុវណ្ណ សុផល សុគន្ធា ស្រីមុំ ស្រីនាង ស្រីពៅ សារ៉ាត់ "
    "សុភ័ក្ត្រ សំណាង សម្បត្តិ សុផាត សោភា សុភី ធារ៉ា ធារី ពៅ ផល្លា ភារម្យ មករា មុនី រដ្ឋា រស្មី វាសនា សារឿន សារិន សុជាតិ សុធា សុមាលី ហ៊ួរ ឈុន ឈាង គង់ កែវ ញឹម នួន ប៉ែន "
    "ផាន់ យឹម លឹម លាង វ៉ាន់ សាន ស៊ិន សេង អ៊ុក អ៊ឹម ឧត្តម ចេង ជួន ឆាយ ឆេង ទេព នាង តារា សុភាក់ ចន្ទា ចាន់ថា សំអាត ស៊ីណា កុសល"
)

# -- Chinese -------------------------------------------------------------------------------------------------------

CHINESE_SURNAMES = (
    "王李张劉刘陈陳杨楊黄黃赵趙吴吳周徐徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖萧蕭田董潘袁蔡蒋蔣余于杜叶葉"
    "程魏苏蘇吕呂丁沈任姚卢盧姜崔钟鐘谭譚陆陸汪范金石廖贾賈韦韋夏付傅方邹鄒熊白孟秦邱丘江尹薛闫阎段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔"
    "邵万萬钱錢严嚴赖賴覃洪武莫孔汤湯温殷"
)
CHINESE_PAIRS_OF_WORDS = _set(
    """任何 如何 为何 几何 感谢 多谢 谢谢 道谢 答谢 致谢 也许 允许 不许 或许 准许 对于 由于 关于 至于 等于 位于 处于 终于 每周 上周 下周 本周 一周 两周 提高 很高 不高 最高 太高
    中方 地方 对方 警方 官方 校方 医方 院方 双方 我方 单方 东方 北方 南方 西方 买方 卖方 千万 百万 十万 几万 一万 两万 三万 上万 河马 人马 罗马 黄金 现金 资金 基金 押金 奖金 佣金 租金 工资金 长江 明白 空白 雪白
    论文 全程 工程 课程 过程 流程 行程 放任 主任 责任 信任 班任 担任 交通 阶段 手段 一段 路段 小时 羽毛 保安 宝石 岩石 大石 化石 历史 打雷 恐龙 水龙 海洋洪 体温 高温 气温 山洪
    周围 周边 周末 周一 周二 周三 周四 周五 周六 周日 周期 高中 高级 高速 高温 高楼 高兴 高大 黄色 金融 金属 金额 金边 金钱 石油 石头 马上 马来 马路 马桶 方面 方便 方法 方向 万一 万象 江边 江西 江苏 白色 白天 白人 夏天
    程序 程度 何时 何况 何人 曾经 许多 许可 谢意 钱包 毛病 毛巾 于是 余额 余下 任务 任意 严重 严厉 严格 洪水 田地 田里 苏州 苏梅 苏打 叶子 范围 唐人 温度 温泉 武装 武器 龙眼 段时 雷雨 史上 贺礼 孔子 江河 胡说 胡乱 胡同 林业 林区 林地
    高个 于我 钟点 顾客 莫名 彭世 付款 付钱 付费 付了 支付 付房 江湖 林里 水田 农田 种田 稻田 森林 树林 园林 山林 小马 骑马 木马 海马"""
)
"""Words whose first or last character is a surname as well."""
