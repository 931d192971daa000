//! Clients of file transfer, desktops, VPNs and networks; editors and what they deploy with.

use super::super::own::{lists, netrc, servers};
use super::How::{Keys, Own};
use super::{BLANK, BOTH, HIGH, INI, JSON, MEDIUM, Row, XML, likely, sure};

pub(super) const ROWS: &[Row] = &[
    sure(
        "netrc",
        "Password of a host in netrc",
        HIGH,
        ".netrc _netrc netrc .authinfo authinfo .fetchmailrc fetchmailrc apt/auth.conf \
        auth.conf.d/*.conf .netrc.*",
        Own(netrc::read),
    ),
    sure(
        "filezilla",
        "Password of a file transfer site",
        HIGH,
        "filezilla.xml recentservers.xml sitemanager.xml filezilla%20server.xml queue.xml \
        sites.xml",
        Own(servers::filezilla),
    ),
    sure(
        "sftp-config",
        "Password of an editor's deployment",
        HIGH,
        "sftp.json sftp-config.json sftp-config*.json .ftpconfig .sftpconfig ftpconfig.json \
        .remote-sync.json remote-sync.json ftp-sync.json ftp-simple.json .ftppass .ftpassrc \
        ftpsync.settings deployment-config.json .deployment-config.json ftp.json .ftp.json \
        sftp-settings.json .sftp.json .ftp-deploy.json deploy.json ftpr.json .dandelion.yml",
        Keys(JSON, ""),
    ),
    sure(
        "jetbrains-servers",
        "Password of an IDE's server",
        HIGH,
        "webservers.xml .idea/*.xml deployment.xml sshconfigs.xml datasources.xml \
        datasources.local.xml security.xml remote-servers.xml",
        Keys(XML, ""),
    ),
    sure(
        "dbeaver",
        "Password of a database connection",
        HIGH,
        "dbeaver-data-sources.xml .dbeaver-data-sources.xml dbeaver-data-sources*.xml \
        .dbeaver-data-sources*.xml",
        Keys(XML, ""),
    ),
    sure(
        "dbeaver-json",
        "Password of a database connection",
        HIGH,
        "data-sources.json data-sources*.json",
        Keys(JSON, ""),
    ),
    sure(
        "robomongo",
        "Password of a MongoDB connection",
        HIGH,
        "robomongo.json robo3t.json .robomongo.json",
        Keys(JSON, ""),
    ),
    sure(
        "mremoteng",
        "Password of a remote desktop",
        HIGH,
        "confcons.xml *.rdg *.mremoteng",
        Keys(XML, ""),
    ),
    sure(
        "rdp",
        "Password of a remote desktop",
        MEDIUM,
        "*.rdp",
        Own(servers::rdp),
    ),
    sure(
        "remmina",
        "Password of a remote desktop",
        HIGH,
        "*.remmina remmina.pref",
        Keys(INI, "secret"),
    ),
    sure(
        "winscp",
        "Password of a file transfer site",
        HIGH,
        "winscp.ini *.xsh *.xfp ws_ftp.ini wcx_ftp.ini smartftp.xml ultravnc.ini cyberduck.ini \
        *.duck nxclient.conf *.nxs *.kdc",
        Keys(INI, "passwd2 passwordplain"),
    ),
    sure(
        "lftp",
        "Password in a bookmark",
        HIGH,
        ".lftp/bookmarks lftp/bookmarks .lftprc lftp/rc .ncftp/bookmarks curlftpfs",
        Own(lists::urls),
    ),
    sure(
        "curlrc",
        "Password in curl's settings",
        HIGH,
        ".curlrc _curlrc curlrc",
        Own(servers::curl),
    ),
    sure(
        "wgetrc",
        "Password in wget's settings",
        HIGH,
        ".wgetrc wgetrc .aria2.conf aria2.conf .aria2/aria2.conf .cadaverrc",
        Keys(BLANK, "rpcsecret"),
    ),
    sure(
        "subversion",
        "Password of a Subversion server",
        HIGH,
        "svn.simple/* svn.ssl.client-passphrase/*",
        Own(servers::subversion),
    ),
    sure(
        "svnserve",
        "Password of a Subversion user",
        HIGH,
        "conf/passwd svn/passwd",
        Keys(INI, "users/"),
    ),
    sure(
        "wifi",
        "Password of a network",
        MEDIUM,
        "wpa_supplicant.conf wpa_supplicant*.conf *.nmconnection hostapd.conf \
        system-connections/* iwd/*.psk *.psk connman/*.config netplan/*.yaml netctl/* interfaces",
        Keys(
            INI,
            "psk wepkey0 wepkey1 wepkey2 wepkey3 wpapassphrase passphrase wpapsk presharedkey",
        ),
    ),
    sure(
        "wireguard",
        "Key of a VPN",
        HIGH,
        "wg0.conf wg*.conf wireguard/*.conf *.wg",
        Keys(INI, "privatekey presharedkey"),
    ),
    sure(
        "openvpn-password",
        "Password of a VPN",
        HIGH,
        "auth-user-pass auth-user-pass.txt openvpn/login.conf openvpn/auth.txt \
        openvpn/credentials openvpn/pass.txt openvpn/auth.conf openvpn/login openvpn/pass \
        vpn-credentials vpn.auth",
        Own(super::super::own::whole::second),
    ),
    sure(
        "mount-credentials",
        "Password of a network share",
        HIGH,
        ".smbcredentials smbcredentials .smbcreds smb.credentials .cifs cifs-credentials \
        .cifscredentials cifs.credentials .credentials.cifs credentials.smb .smb .smbclient.conf \
        *.smbcredentials cifs/credentials smbcred .nascred",
        Keys(INI, ""),
    ),
    likely(
        "fstab",
        "Password among mount options",
        HIGH,
        "etc/fstab fstab auto.smb auto.cifs auto.nfs auto.master",
        Own(servers::mounts),
    ),
    sure(
        "davfs2",
        "Password of a WebDAV share",
        HIGH,
        "davfs2/secrets .davfs2/secrets",
        Own(lists::last),
    ),
    sure(
        "chat-client",
        "Password of a chat account",
        HIGH,
        ".irssi/config irssi/config irssi.conf .weechat/irc.conf weechat/irc.conf \
        weechat/sec.conf irc.conf hexchat/servlist.conf ircd.conf .irc/config .ircrc .epicrc \
        bitchx.conf servlist.conf znc.conf weechat.conf profanity/accounts mcabber/mcabberrc \
        .mcabberrc finch.conf inspircd.conf unrealircd.conf ngircd.conf bitlbee.conf \
        quakenet.conf eggdrop.conf .centerim/config sopel/default.cfg limnoria.conf supybot.conf \
        .tiny.yml irc.cfg",
        Keys(
            BLANK,
            "p ircpass nspass saslpassword password pass operpass",
        ),
    ),
    sure(
        "pidgin",
        "Password of a chat account",
        HIGH,
        ".purple/accounts.xml accounts.xml psi/profiles/default/accounts.xml .gajim/config.xml",
        Keys(XML, ""),
    ),
    likely(
        "named-config",
        "Settings with a secret",
        MEDIUM,
        "config .config *.cred *.creds *.credentials credentials creds secrets .secrets .creds \
        credentials.ini secrets.ini credentials.cfg secrets.cfg credentials.conf keys.env",
        Keys(INI, ""),
    ),
    sure(
        "game-server",
        "Password of a game or voice server",
        MEDIUM,
        "ventrilo_srv.ini server.properties mumble-server.ini murmur.ini ts3server.ini \
        serversettings.ini gameusersettings.ini server.cfg serverconfig.xml palworldsettings.ini \
        serverconfig.txt teamspeak.ini sc_serv.conf shoutcast.conf",
        Keys(
            BLANK,
            "rconpassword svpassword serverpassword icesecretwrite icesecretread",
        ),
    ),
    sure(
        "icecast",
        "Password of a streaming server",
        MEDIUM,
        "icecast.xml icecast2/*.xml",
        Keys(XML, ""),
    ),
    sure(
        "unattended-setup",
        "Password of an unattended setup",
        HIGH,
        "unattend.xml autounattend.xml unattended.xml sysprep.xml groups.xml scheduledtasks.xml \
        services.xml printers.xml drives.xml",
        Keys(XML, "cpassword password/ administratorpassword/"),
    ),
    sure(
        "kickstart",
        "Password of an unattended setup",
        HIGH,
        "ks.cfg anaconda-ks.cfg preseed.cfg kickstart.cfg autoinst.xml *.ks sysprep.inf",
        Keys(BLANK, "rootpw adminpassword"),
    ),
    sure(
        "firefox",
        "Login stored by Firefox",
        HIGH,
        "logins.json logins-backup.json signons.json",
        Keys(JSON, "encryptedusername encryptedpassword"),
    )
    .remedy("key4.db beside it decrypts it unless a primary password was set"),
    likely(
        "grub",
        "Password of the boot loader",
        MEDIUM,
        "grub.cfg grub.conf menu.lst user.cfg 40_custom",
        Keys(BLANK, "grub2password"),
    ),
    likely(
        "bind-key",
        "Key of a name server",
        HIGH,
        "rndc.key rndc.conf named.conf *.tsig ddns.key dhcpd.conf named.conf.local \
        named.conf.options nsupdate.key tsig.key",
        Keys(BOTH, "secret"),
    ),
];
